//! Loading the document that a verb works on.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use avouch_api::Api;
use avouch_diagnostics::Diagnostics;
use avouch_parser::{Options, Source};

use crate::exit::Exit;

/// The document and what loading it may do.
#[derive(clap::Args)]
pub struct Input {
    /// A file, a folder that holds openapi.{yaml,yml,json}, or - for standard input
    #[arg(value_name = "DOC")]
    document: PathBuf,

    /// Let references lead into this folder too, beside the document's own
    #[arg(long, value_name = "DIR")]
    allow_dir: Vec<PathBuf>,
}

impl Input {
    /// Loads the document and reads the Api from it. Where there is none, says why on standard error.
    pub fn load(&self) -> Result<(Arc<Api>, Diagnostics), Exit> {
        let options = Options { allow_dirs: self.allow_dir.clone(), ..Options::default() };
        let source = self.source(&options)?;
        let (document, mut diagnostics) = avouch_parser::load(&source, &options).map_err(|error| {
            eprintln!("{}", error.message.trim_end());
            Exit::Usage
        })?;
        let (api, found) = Api::from_document(Arc::new(document));
        diagnostics.append(found);
        Ok((Arc::new(api), diagnostics))
    }

    /// Whether the document comes from standard input.
    pub fn is_standard_input(&self) -> bool {
        self.document.as_os_str() == "-"
    }

    /// The file of a name beside the document, where there is one.
    pub fn beside(&self, name: &str) -> Option<PathBuf> {
        if self.is_standard_input() {
            return None;
        }
        let folder = if self.document.is_dir() { Some(self.document.as_path()) } else { self.document.parent() };
        folder.map(|folder| folder.join(name)).filter(|path| path.is_file())
    }

    fn source(&self, options: &Options) -> Result<Source, Exit> {
        if !self.is_standard_input() {
            return Ok(Source::Path(self.document.clone()));
        }
        let mut bytes = Vec::new();
        // One byte more than is allowed, so that the loader sees that the limit is exceeded.
        let limit = options.max_file_bytes.saturating_add(1);
        match std::io::stdin().lock().take(limit).read_to_end(&mut bytes) {
            Ok(_) => Ok(Source::Text { name: "<stdin>".to_owned(), bytes }),
            Err(error) => {
                eprintln!("error: cannot read standard input: {error}");
                Err(Exit::Usage)
            }
        }
    }
}
