//! A folder as a ZIP archive.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::SystemTime;

use avouch_runtime::{DateTime, Upload};
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::files::{ArchiveError, Entry, Identity, Kind, list};

/// The files of a folder as a ZIP archive, in a temporary file that is removed with this value.
///
/// ```no_run
/// # async fn example(client: cloudfoundry_v3::Client, package: &str) -> Result<(), Box<dyn std::error::Error>> {
/// use cloudfoundry_v3::push::Archive;
///
/// let archive = Archive::of_folder("site")?;
/// eprintln!("{} files, {} bytes", archive.files(), archive.length());
/// client.packages().upload_bits(package).bits(&archive).send().await?;
/// # Ok(())
/// # }
/// ```
///
/// # What is packed
///
/// Everything in the folder but
///
/// - `.cfignore`, `.DS_Store`, `.git`, `.gitignore`, `.hg`, `.svn`, `_darcs`, `manifest.yaml` and `manifest.yml`, wherever they
///   lie: the list of the `cf` command;
/// - what the file `.cfignore` in the folder says, in the language of `.gitignore`: later lines go before earlier ones and
///   before the list, and a line with `!` takes back what another leaves behind, unless that is in a folder that is left behind
///   as a whole. A `.cfignore` further down means nothing, and so does `.gitignore`.
///
/// Folders are packed as such, empty ones too. Files keep their permissions and the time of their last change; on Windows,
/// where files have no permissions of this kind, all can be read and run. A symbolic link stays one if it is relative and leads
/// to something in the folder. Any other is an error, for it would lead elsewhere in the container; so is what is neither file
/// nor folder nor link.
///
/// The same folder gives the same archive: entries are sorted by name. Files are compressed as they are read; no more than a
/// piece of one is in memory.
pub struct Archive {
    file: NamedTempFile,
    files: usize,
    length: u64,
}

impl Archive {
    /// Packs a folder. It reads and writes files all the while: asynchronous programs call it where they may block.
    pub fn of_folder(folder: impl AsRef<Path>) -> Result<Self, ArchiveError> {
        // The list is made before there is a temporary file, which may lie in the folder.
        let entries = list(folder.as_ref())?;
        let mut file = NamedTempFile::with_suffix(".zip").map_err(ArchiveError::Write)?;
        let mut writer = ZipWriter::new(file.as_file_mut());
        for entry in &entries {
            pack(&mut writer, entry)?;
        }
        writer.finish().map_err(unwritten)?;
        let length = file.as_file().metadata().map_err(ArchiveError::Write)?.len();
        let files = entries.iter().filter(|entry| !matches!(entry.kind, Kind::Folder)).count();
        Ok(Self { file, files, length })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// How many files are in it, links included.
    pub fn files(&self) -> usize {
        self.files
    }

    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        self.length
    }
}

/// The archive as the content of a request, read from its file while it is sent. The archive has to be kept until then.
impl From<&Archive> for Upload {
    fn from(archive: &Archive) -> Self {
        Self::file(archive.path()).file_name("application.zip")
    }
}

impl fmt::Debug for Archive {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Archive({} files, {} bytes)", self.files, self.length)
    }
}

fn unwritten(error: zip::result::ZipError) -> ArchiveError {
    ArchiveError::Write(io::Error::from(error))
}

fn pack(writer: &mut ZipWriter<&mut File>, entry: &Entry) -> Result<(), ArchiveError> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let options = options.last_modified_time(entry.changed.and_then(dos_time).unwrap_or_default());
    match &entry.kind {
        Kind::Folder => writer.add_directory(&*entry.name, options.unix_permissions(0o755)).map_err(unwritten),
        Kind::Link(target) => {
            writer.add_symlink(&*entry.name, &**target, options.unix_permissions(0o777)).map_err(unwritten)
        }
        Kind::File { length, mode, identity } => {
            let large = *length >= u64::from(u32::MAX);
            let options = options.unix_permissions(*mode).large_file(large);
            writer.start_file(&*entry.name, options).map_err(unwritten)?;
            copy(&entry.path, *length, *identity, writer)
        }
    }
}

/// Copies a file that was seen before: the same, with the same length.
fn copy(path: &Path, length: u64, identity: Identity, writer: &mut impl Write) -> Result<(), ArchiveError> {
    let unread = |error| ArchiveError::read(path, error);
    let mut file = File::open(path).map_err(unread)?;
    if Identity::of(&file.metadata().map_err(unread)?) != identity {
        return Err(ArchiveError::Changed(path.to_owned()));
    }
    let mut buffer = vec![0; 64 * 1024];
    let mut copied = 0;
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unread(error)),
        };
        copied += read as u64;
        if copied > length {
            break;
        }
        writer.write_all(&buffer[..read]).map_err(ArchiveError::Write)?;
    }
    if copied == length { Ok(()) } else { Err(ArchiveError::Changed(path.to_owned())) }
}

/// A time as archives hold it: from 1980 to 2107, in steps of two seconds; without a zone, so that it is that of UTC.
fn dos_time(time: SystemTime) -> Option<zip::DateTime> {
    let text = DateTime::from(time);
    let number = |from: usize, to: usize| text.as_str().get(from..to)?.parse::<u16>().ok();
    let byte = |from: usize| number(from, from + 2).and_then(|number| u8::try_from(number).ok());
    zip::DateTime::from_date_and_time(number(0, 4)?, byte(5)?, byte(8)?, byte(11)?, byte(14)?, byte(17)?).ok()
}

#[cfg(test)]
mod tests;
