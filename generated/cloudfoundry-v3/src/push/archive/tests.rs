use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

use tempfile::TempDir;
use zip::ZipArchive;

use super::*;

/// A folder with these files; a name that ends in a slash is a folder.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        if name.ends_with('/') {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    folder
}

/// The names in the archive, in order.
fn names(folder: &TempDir) -> Vec<String> {
    let archive = Archive::of_folder(folder).unwrap();
    let mut archive = ZipArchive::new(File::open(archive.path()).unwrap()).unwrap();
    (0..archive.len()).map(|index| archive.by_index(index).unwrap().name().to_owned()).collect()
}

/// What is packed of these files, folders aside, with these lines in `.cfignore`.
fn kept(rules: &str, files: &[&str]) -> Vec<String> {
    let mut all: Vec<(&str, &str)> = files.iter().map(|name| (*name, "x")).collect();
    all.extend([(".cfignore", rules), ("always", "x")]);
    let mut names = names(&folder(&all));
    names.retain(|name| !name.ends_with('/') && name != "always");
    names
}

#[test]
fn a_folder_comes_back_as_it_was() {
    let long = "0123456789abcdef".repeat(20_000);
    let folder = folder(&[("b/c.txt", &long), ("b.txt", ""), ("a/", ""), ("ü/é.txt", "ü"), ("b/a/d", "d")]);
    let archive = Archive::of_folder(&folder).unwrap();
    assert_eq!(archive.files(), 4);
    assert!(archive.length() < long.len() as u64 / 10);
    let mut zip = ZipArchive::new(File::open(archive.path()).unwrap()).unwrap();
    let mut found = Vec::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        found.push((entry.name().to_owned(), text));
    }
    let expected = [
        ("a/", ""),
        ("b/", ""),
        ("b/a/", ""),
        ("b/a/d", "d"),
        ("b/c.txt", &*long),
        ("b.txt", ""),
        ("ü/", ""),
        ("ü/é.txt", "ü"),
    ];
    assert_eq!(found, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    // The same bytes again.
    assert_eq!(fs::read(archive.path()).unwrap(), fs::read(Archive::of_folder(&folder).unwrap().path()).unwrap());
    let path = archive.path().to_owned();
    drop(archive);
    assert!(!path.exists());
}

#[test]
fn what_is_left_behind_without_being_told() {
    let left = [
        ".git/config",
        ".gitignore",
        ".hg/a",
        ".svn/a",
        "_darcs/a",
        ".DS_Store",
        "manifest.yml",
        "manifest.yaml",
        "a/.git/config",
        "a/manifest.yml",
        "a/.cfignore",
    ];
    assert_eq!(kept("", &left), Vec::<String>::new());
    let stays = [".github/a", "a/git", "manifest.json", "node_modules/a", "vars.yml"];
    assert_eq!(kept("", &stays), stays);
}

#[test]
fn the_rules_of_cfignore() {
    let kept = |rules: &str| kept(rules, &["a.log", "logs/b.log", "logs/c.txt", "src/logs/d.txt", "manifest.yml"]);
    assert_eq!(kept("*.log"), ["logs/c.txt", "src/logs/d.txt"]);
    assert_eq!(kept("/*.log\r\n# logs\n\n"), ["logs/b.log", "logs/c.txt", "src/logs/d.txt"]);
    assert_eq!(kept("logs/"), ["a.log"]);
    assert_eq!(kept("/logs"), ["a.log", "src/logs/d.txt"]);
    assert_eq!(kept("**/logs/*.txt"), ["a.log", "logs/b.log"]);
    assert_eq!(kept("\u{feff}*.log\n!a.log"), ["a.log", "logs/c.txt", "src/logs/d.txt"]);
    // What the list leaves behind can be taken back; what lies in a folder that is left behind cannot.
    assert_eq!(kept("*\n!always\n!manifest.yml"), ["manifest.yml"]);
    assert_eq!(kept("logs/\n!logs/c.txt"), ["a.log"]);
    assert_eq!(kept("!.cfignore\n*.log\nlogs"), [".cfignore"]);
}

#[test]
fn rules_that_cannot_be_read() {
    let packed = |rules: &[u8]| {
        let folder = folder(&[("a", "")]);
        fs::write(folder.path().join(".cfignore"), rules).unwrap();
        Archive::of_folder(&folder).map(drop)
    };
    let error = packed(b"ok\n[z-a]\n").unwrap_err();
    assert!(matches!(&error, ArchiveError::Ignore { line: Some(2), .. }), "{error}");
    assert!(error.to_string().contains(".cfignore:2: "), "{error}");
    assert!(matches!(packed(&[0xff]), Err(ArchiveError::Ignore { line: None, .. })));
    assert!(matches!(packed(&vec![b'\n'; 1024 * 1024 + 1]), Err(ArchiveError::Ignore { line: None, .. })));
}

#[test]
fn what_is_no_folder_to_push() {
    let empty = |files: &[(&str, &str)]| matches!(Archive::of_folder(folder(files)), Err(ArchiveError::Empty(_)));
    assert!(empty(&[]));
    assert!(empty(&[("a/b/", "")]));
    assert!(empty(&[(".cfignore", "*.log"), ("a.log", ""), (".git/config", "")]));
    let file = folder(&[("a", "")]);
    assert!(matches!(Archive::of_folder(file.path().join("a")), Err(ArchiveError::NotAFolder(_))));
    assert!(matches!(Archive::of_folder(file.path().join("b")), Err(ArchiveError::Read { .. })));
}

#[test]
fn times() {
    let parts = |seconds: u64| {
        let time = dos_time(UNIX_EPOCH + Duration::from_secs(seconds))?;
        Some((time.year(), time.month(), time.day(), time.hour(), time.minute(), time.second()))
    };
    assert_eq!(parts(1_763_800_510), Some((2025, 11, 22, 8, 35, 10)));
    assert_eq!(parts(0), None);
    assert_eq!(parts(10_000_000_000), None);
}

#[test]
fn a_file_that_is_another_than_was_seen() {
    let folder = folder(&[("a", "12345"), ("b", "12345")]);
    let copied = |name: &str, length, seen: &str| {
        let seen = fs::metadata(folder.path().join(seen)).unwrap();
        let mut sink = Vec::new();
        let result = copy(&folder.path().join(name), length, Identity::of(&seen), &mut sink);
        assert!(sink.len() as u64 <= length);
        result
    };
    assert!(copied("a", 5, "a").is_ok());
    for length in [4, 6] {
        assert!(matches!(copied("a", length, "a"), Err(ArchiveError::Changed(_))));
    }
    if cfg!(unix) {
        assert!(matches!(copied("b", 5, "a"), Err(ArchiveError::Changed(_))));
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn permissions_and_links_are_kept() {
        let folder = folder(&[("run.sh", "#!"), ("secret", "s"), ("bin/tool", "t")]);
        let set =
            |name: &str, mode| fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
        set("run.sh", 0o4755);
        set("secret", 0o600);
        symlink("../run.sh", folder.path().join("bin/run")).unwrap();
        symlink("bin", folder.path().join("sbin")).unwrap();
        let archive = Archive::of_folder(&folder).unwrap();
        let mut zip = ZipArchive::new(File::open(archive.path()).unwrap()).unwrap();
        let mut modes = BTreeMap::new();
        for index in 0..zip.len() {
            let mut entry = zip.by_index(index).unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            modes.insert(entry.name().to_owned(), (entry.unix_mode().unwrap(), text));
        }
        let mode = |name: &str| (modes[name].0, modes[name].1.as_str());
        assert_eq!(mode("run.sh"), (0o100_755, "#!"));
        assert_eq!(mode("secret"), (0o100_600, "s"));
        assert_eq!(mode("bin/"), (0o040_755, ""));
        assert_eq!(mode("bin/run"), (0o120_777, "../run.sh"));
        // A link to a folder is a link: nothing is packed twice, and no circle is walked.
        assert_eq!(mode("sbin"), (0o120_777, "bin"));
        assert!(!modes.contains_key("sbin/tool"));
    }

    #[test]
    fn links_that_lead_elsewhere_are_refused() {
        let outside = folder(&[("secret", "s")]);
        let outside = outside.path();
        let inside = |target: PathBuf, at: &str, rules: &str| {
            let folder = folder(&[("a", "x"), ("b/c", "x"), (".cfignore", rules)]);
            symlink("..", folder.path().join("up")).unwrap();
            symlink(target, folder.path().join(at)).unwrap();
            Archive::of_folder(&folder).map(|archive| archive.files())
        };
        let up = "up\n";
        for target in [
            outside.join("secret"),
            outside.to_owned(),
            "../..".into(),
            "/etc/passwd".into(),
            "nowhere".into(),
            "link".into(),
        ] {
            for at in ["link", "b/link"] {
                let error = inside(target.clone(), at, up).unwrap_err();
                assert!(matches!(&error, ArchiveError::Link { .. }), "{error}");
                assert!(error.to_string().contains(".cfignore"));
            }
        }
        // Through another link, which is left behind itself.
        assert!(matches!(inside("up/a".into(), "link", up), Err(ArchiveError::Link { .. })));
        assert!(matches!(inside("a".into(), "link", ""), Err(ArchiveError::Link { .. })));
        assert_eq!(inside("../a".into(), "b/link", up).unwrap(), 3);
        assert_eq!(inside("/etc/passwd".into(), "link", "up\nlink").unwrap(), 2);
    }

    #[test]
    fn a_folder_behind_a_link_is_packed() {
        let folder = folder(&[("app/a", "x"), ("app/.cfignore", "")]);
        symlink("app", folder.path().join("current")).unwrap();
        symlink("a", folder.path().join("app/b")).unwrap();
        assert_eq!(Archive::of_folder(folder.path().join("current")).unwrap().files(), 2);
    }

    #[test]
    fn what_is_no_file_is_refused() {
        let folder = folder(&[("a", "x")]);
        let _listener = UnixListener::bind(folder.path().join("socket")).unwrap();
        assert!(matches!(Archive::of_folder(&folder), Err(ArchiveError::NotAFile(path)) if path.ends_with("socket")));
        fs::write(folder.path().join(".cfignore"), "socket").unwrap();
        assert_eq!(names(&folder), ["a"]);
    }

    #[test]
    fn names_that_are_not_unicode_are_refused() {
        use std::os::unix::ffi::OsStrExt;
        let folder = folder(&[("a", "x")]);
        fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"\xff")), "x").unwrap();
        assert!(matches!(Archive::of_folder(&folder), Err(ArchiveError::NotUnicode(_))));
    }
}
