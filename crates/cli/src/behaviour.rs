//! Loading the behaviour file of a mock.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use avouch_api::Api;
use avouch_diagnostics::render;
use avouch_mock::{Behaviour, BehaviourFile};

use crate::exit::Exit;
use crate::input::Input;
use crate::output;

/// The name of the file that is found by itself.
const NAME: &str = "mock.toml";
/// The most bytes that the file may have.
const MAX_BYTES: u64 = 4 << 20;

/// Loads the behaviour file: the one that is given, else the one beside the document, where there is one. Where it is wrong,
/// says why on standard error.
pub fn load(input: &Input, given: Option<&Path>, api: &Arc<Api>) -> Result<Option<Arc<Behaviour>>, Exit> {
    let Some(path) = given.map(Path::to_owned).or_else(|| input.beside(NAME)) else { return Ok(None) };
    let text = read(&path).map_err(|error| {
        eprintln!("error: cannot read {}: {error}", path.display());
        Exit::Usage
    })?;
    let file = BehaviourFile { name: path.display().to_string(), text };
    let (behaviour, diagnostics) = Behaviour::read(&file, api);
    if diagnostics.is_empty() {
        return Ok(Some(Arc::new(behaviour)));
    }
    eprint!("{}", render::text(&diagnostics, &file, output::colour()));
    if diagnostics.has_errors() { Err(Exit::Usage) } else { Ok(Some(Arc::new(behaviour))) }
}

fn read(path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err("it is larger than 4 MiB".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}
