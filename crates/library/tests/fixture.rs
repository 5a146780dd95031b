//! A library in a directory of its own, and records written in one line.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use library::{Library, TakeIn};
use matching::Component;
use packages::cpe::Cpe;
use packages::purl::Purl;

static NEXT: AtomicUsize = AtomicUsize::new(0);

/// A directory that goes away with its owner.
pub struct Dir(PathBuf);

impl Dir {
    pub fn new() -> Self {
        let name = format!("hinomi-library-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file below the directory and gives its path.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A library with its input beside it.
pub struct World {
    pub input: Dir,
    pub home: Dir,
    pub library: Library,
}

impl World {
    pub fn new() -> Self {
        let home = Dir::new();
        let library = Library::open(home.path()).unwrap();
        Self { input: Dir::new(), home, library }
    }

    /// Takes in a file with this text.
    pub fn take(&self, feed: &str, name: &str, text: impl AsRef<[u8]>) -> TakeIn {
        let path = self.input.file(name, text);
        self.library.take_in(&path, feed, &mut |_| {}).unwrap()
    }
}

/// An OSV record of an npm package that is affected below a version; `extra` is further members, each after a comma.
pub fn osv(id: &str, package: &str, fixed: &str, extra: &str) -> String {
    format!(
        r#"{{"id":"{id}","modified":"2026-01-01T00:00:00Z","summary":"About {package}","affected":[{{"package":{{"ecosystem":"npm","name":"{package}"}},"ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}},{{"fixed":"{fixed}"}}]}}]}}]{extra}}}"#
    )
}

/// A CVE record of a product that is affected below a version.
pub fn cve(id: &str, vendor: &str, product: &str, below: &str) -> String {
    format!(
        r#"{{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{{"cveId":"{id}","state":"PUBLISHED"}},"containers":{{"cna":{{"title":"Flaw in {product}","descriptions":[{{"lang":"en","value":"A flaw."}}],"affected":[{{"vendor":"{vendor}","product":"{product}","cpes":["cpe:2.3:a:{vendor}:{product}:*:*:*:*:*:*:*:*"],"versions":[{{"version":"0","lessThan":"{below}","status":"affected","versionType":"custom"}}]}}]}}}}}}"#
    )
}

/// `pkg:…` and `cpe:…`, separated by blanks.
pub fn component(text: &str) -> Component {
    let mut out = Component { name: "component".into(), ..Component::default() };
    for word in text.split_whitespace() {
        if word.starts_with("pkg:") {
            out.purls.push(Purl::parse(word).unwrap());
        } else {
            out.cpe.push(Cpe::parse(word).unwrap());
        }
    }
    out
}

/// `0 CVE-… in B` for each match.
pub fn matches(library: &Library, components: &[&str]) -> Vec<String> {
    let components: Vec<_> = components.iter().map(|c| component(c)).collect();
    let snapshot = library.snapshot();
    let found = snapshot.matches(&components);
    found.iter().map(|m| format!("{} {} {} {}", m.component, m.vulnerability, m.verdict.outcome.word(), m.verdict.class.letter())).collect()
}
