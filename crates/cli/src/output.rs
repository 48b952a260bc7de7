//! What the verbs print.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use avouch_api::Api;
use avouch_diagnostics::Diagnostics;
use avouch_diagnostics::render::{self, Colour, Tool};
use tempfile::NamedTempFile;

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: the place, an excerpt and a hint.
    Text,
    /// For scripts.
    Json,
    /// SARIF 2.1.0, for code hosts.
    Sarif,
}

/// Whether standard error is a terminal that wants colour.
pub fn colour() -> Colour {
    let wanted = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if wanted { Colour::Always } else { Colour::Never }
}

/// Prints diagnostics: text to standard error, the other formats to standard output.
pub fn diagnostics(api: &Api, diagnostics: &Diagnostics, format: Format) -> io::Result<()> {
    let sources = api.document.sources();
    let tool = Tool { name: "avouch", version: env!("CARGO_PKG_VERSION"), information_uri: env!("CARGO_PKG_HOMEPAGE") };
    match format {
        Format::Text => io::stderr().write_all(render::text(diagnostics, sources, colour()).as_bytes()),
        Format::Json => result(&render::json(diagnostics, sources)),
        Format::Sarif => result(&render::sarif(diagnostics, sources, tool)),
    }
}

/// Prints a result to standard output.
pub fn result(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        stdout.write_all(b"\n")?;
    }
    stdout.flush()
}

/// A file in a folder that is to be written whole and then renamed into its place.
///
/// Others may read it as far as the user's mask lets them: reports are made to be collected.
pub fn fresh_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
