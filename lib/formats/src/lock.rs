//! Files in which package managers fix the versions they take: `Cargo.lock`, `package-lock.json` (1 to 3), `requirements.txt`. Each is read as a
//! parts list.
//!
//! What comes from somewhere else than the manager's registry (a path, a repository, an address) keeps its name and version and gets no purl:
//! the registry's records do not speak of it. The packages of the project itself are no parts of it and are left out.

use std::borrow::Cow;
use std::collections::BTreeMap;

use packages::purl::Purl;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::problem::{Problem, quote};
use crate::sbom::{Options, Sbom, SbomComponent, SbomFault};

/// Largest lock file that is read, in bytes.
pub const LOCK_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Longest requirement, in bytes, all of its lines together.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// A sort of lock file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// Rust.
    Cargo,
    /// npm.
    Npm,
    /// pip.
    Pip,
}

impl Lock {
    /// The sort that a file's name shows.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        match name {
            "Cargo.lock" => Some(Self::Cargo),
            "package-lock.json" | "npm-shrinkwrap.json" => Some(Self::Npm),
            _ if name.starts_with("requirements") && name.ends_with(".txt") => Some(Self::Pip),
            _ => None,
        }
    }

    /// Its name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cargo => "Cargo.lock",
            Self::Npm => "package-lock.json",
            Self::Pip => "requirements.txt",
        }
    }
}

/// Reads a lock file.
///
/// # Errors
/// [`SbomFault`]: it is not UTF-8, not of its form, or over a limit.
pub fn read(lock: Lock, bytes: &[u8], options: &Options) -> Result<Sbom<'static>, SbomFault> {
    if bytes.len() > LOCK_BYTES_MAX {
        return Err(SbomFault::TooLarge { limit: options.components_max });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| SbomFault::Encoding { byte: error.valid_up_to() })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut parts = Parts { components: Vec::new(), problems: Vec::new(), max: options.components_max };
    match lock {
        Lock::Cargo => cargo(text, &mut parts)?,
        Lock::Npm => npm(text, &mut parts)?,
        Lock::Pip => pip(text, &mut parts)?,
    }
    if parts.components.is_empty() && !options.allow_empty {
        return Err(SbomFault::NoComponents);
    }
    Ok(Sbom { format: lock.name().to_owned(), components: parts.components, problems: parts.problems, ..Sbom::default() })
}

struct Parts {
    components: Vec<SbomComponent<'static>>,
    problems: Vec<Problem>,
    max: usize,
}

impl Parts {
    /// Adds a component; with a purl where its registry has records of it.
    fn add(&mut self, registry: Option<&str>, name: &str, version: Option<&str>, pointer: String) -> Result<(), SbomFault> {
        if self.components.len() >= self.max {
            return Err(SbomFault::TooLarge { limit: self.max });
        }
        let purl = registry.and_then(|ty| {
            let (namespace, name) = match (ty, name.rsplit_once('/')) {
                ("npm", Some((scope, name))) => (Some(scope), name),
                _ => (None, name),
            };
            Purl::new(ty, namespace, name, version).ok()
        });
        self.components.push(SbomComponent {
            reference: Cow::Owned(format!("#{pointer}")),
            name: Cow::Owned(name.to_owned()),
            version: version.map(|version| Cow::Owned(version.to_owned())),
            purl: purl.map(|purl| Cow::Owned(purl.to_string())),
            kind: Some(Cow::Borrowed("library")),
            pointer,
            ..SbomComponent::default()
        });
        Ok(())
    }
}

fn broken(lock: Lock, place: String) -> SbomFault {
    SbomFault::Schema { format: lock.name().to_owned(), n: 1, pointer: place }
}

#[derive(Deserialize)]
struct CargoLock {
    #[serde(default)]
    package: Vec<CargoPackage>,
}

#[derive(Deserialize)]
struct CargoPackage {
    name: String,
    version: String,
    source: Option<String>,
}

fn cargo(text: &str, parts: &mut Parts) -> Result<(), SbomFault> {
    let lock: CargoLock = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        broken(Lock::Cargo, format!("line {line}"))
    })?;
    for (at, package) in lock.package.iter().enumerate() {
        let Some(source) = &package.source else { continue };
        // Other registries have names of their own.
        let crates_io = source.contains("github.com/rust-lang/crates.io-index") || source.contains("index.crates.io");
        parts.add(crates_io.then_some("cargo"), &package.name, Some(&package.version), format!("/package/{at}"))?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct NpmLock<'a> {
    #[serde(borrow)]
    packages: Option<&'a RawValue>,
    #[serde(borrow)]
    dependencies: Option<&'a RawValue>,
}

/// An entry of `packages`, of 2 and 3.
#[derive(Deserialize)]
struct NpmPackage {
    /// Set where the folder is named otherwise.
    name: Option<String>,
    version: Option<String>,
    resolved: Option<String>,
    #[serde(default)]
    link: bool,
}

/// An entry of `dependencies`, of 1.
#[derive(Deserialize)]
struct NpmOld {
    version: Option<String>,
    resolved: Option<String>,
    #[serde(default)]
    dependencies: BTreeMap<String, NpmOld>,
}

fn npm(text: &str, parts: &mut Parts) -> Result<(), SbomFault> {
    let fault = |error: serde_json::Error| match error.classify() {
        serde_json::error::Category::Eof => SbomFault::Truncated { byte: text.len() },
        _ => broken(Lock::Npm, format!("line {}, column {}", error.line(), error.column())),
    };
    let lock: NpmLock<'_> = serde_json::from_str(text).map_err(fault)?;
    match (lock.packages, lock.dependencies) {
        (Some(packages), _) => {
            let packages: BTreeMap<String, NpmPackage> = serde_json::from_str(packages.get()).map_err(fault)?;
            for (path, package) in &packages {
                // Folders outside of `node_modules` are the project's own.
                let Some((_, folder)) = path.rsplit_once("node_modules/").filter(|_| !package.link) else { continue };
                let name = package.name.as_deref().unwrap_or(folder);
                let registry = from_npm(package.resolved.as_deref(), package.version.as_deref());
                parts.add(registry, name, package.version.as_deref(), format!("/packages/{}", escaped(path)))?;
            }
            Ok(())
        }
        (None, Some(old)) => {
            let old: BTreeMap<String, NpmOld> = serde_json::from_str(old.get()).map_err(fault)?;
            nested(&old, "", parts)
        }
        (None, None) => Err(broken(Lock::Npm, "/packages".to_owned())),
    }
}

/// The parser has limited the depth.
fn nested(packages: &BTreeMap<String, NpmOld>, parent: &str, parts: &mut Parts) -> Result<(), SbomFault> {
    for (name, package) in packages {
        let pointer = format!("{parent}/dependencies/{}", escaped(name));
        parts.add(from_npm(package.resolved.as_deref(), package.version.as_deref()), name, package.version.as_deref(), pointer.clone())?;
        nested(&package.dependencies, &pointer, parts)?;
    }
    Ok(())
}

/// Whether a package comes from a registry; mirrors of npm's are as good, repositories and folders are not.
fn from_npm(resolved: Option<&str>, version: Option<&str>) -> Option<&'static str> {
    let elsewhere = |text: &str| ["git", "file:", "link:", "github:"].iter().any(|start| text.starts_with(start));
    let address = |text: &str| text.starts_with("http");
    let bad = resolved.is_some_and(elsewhere) || version.is_some_and(|version| elsewhere(version) || address(version));
    (!bad).then_some("npm")
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn pip(text: &str, parts: &mut Parts) -> Result<(), SbomFault> {
    // A line that ends with a backslash goes on in the next one.
    let mut number = 0;
    let mut lines = text.lines();
    while let Some(first) = lines.next() {
        number += 1;
        let place = number;
        let mut line = first.to_owned();
        while line.ends_with('\\') && line.len() < LINE_BYTES_MAX {
            line.pop();
            line.push_str(lines.next().unwrap_or_default());
            number += 1;
        }
        let line = line.split(" #").next().unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with(['#', '-']) {
            continue;
        }
        let pinned = line.split_once("==").map(|(name, version)| (name, version.trim_start_matches('=')));
        let name = |text: &str| text.split(['[', '<', '>', '=', '!', '~', ' ', '@']).next().unwrap_or_default().trim().to_owned();
        let pointer = format!("line {place}");
        match pinned.map(|(text, version)| (name(text), version.split([',', ' ']).next().unwrap_or_default())) {
            Some((name, version)) if !name.is_empty() && !version.is_empty() && !version.contains('*') => {
                parts.add(Some("pypi"), &name, Some(version), pointer)?;
            }
            _ => {
                let name = name(line);
                if name.is_empty() || line.contains("://") {
                    parts.problems.push(Problem::new("lock.not_a_package", pointer, quote(line)));
                    continue;
                }
                parts.problems.push(Problem::new("lock.not_pinned", pointer.clone(), quote(line)));
                parts.add(Some("pypi"), &name, None, pointer)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lock: Lock, text: &str) -> Vec<String> {
        let sbom = read(lock, text.as_bytes(), &Options::default()).unwrap();
        let line = |c: &SbomComponent<'_>| c.purl.as_deref().map_or_else(|| format!("{} {:?}", c.name, c.version), str::to_owned);
        sbom.components.iter().map(line).chain(sbom.problems.iter().map(|p| format!("{} {}", p.code, p.pointer))).collect()
    }

    #[test]
    fn lock_files_are_parts_lists() {
        let cargo = "version = 4\n[[package]]\nname = \"own\"\nversion = \"0.1.0\"\n[[package]]\nname = \"serde\"\nversion = \"1.0.1\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n[[package]]\nname = \"side\"\nversion = \"2.0.0\"\nsource = \"git+https://git.example/side#abc\"\n";
        assert_eq!(said(Lock::Cargo, cargo), ["pkg:cargo/serde@1.0.1", "side Some(\"2.0.0\")"]);
        let npm = r#"{"lockfileVersion": 3, "packages": {"": {"name": "own"}, "node_modules/@babel/core": {"version": "7.0.0", "dependencies": {"x": "^1"}},
          "node_modules/a/node_modules/b": {"version": "1.2.3", "resolved": "https://registry.npmjs.org/b/-/b-1.2.3.tgz"},
          "node_modules/own-part": {"resolved": "packages/own-part", "link": true}, "packages/own-part": {"version": "1.0.0"},
          "node_modules/alias": {"name": "real", "version": "3.0.0"}, "node_modules/g": {"version": "1.0.0", "resolved": "git+ssh://git@git.example/g.git"}}}"#;
        assert_eq!(said(Lock::Npm, npm), ["pkg:npm/%40babel/core@7.0.0", "pkg:npm/b@1.2.3", "pkg:npm/real@3.0.0", "g Some(\"1.0.0\")"]);
        let old = r#"{"lockfileVersion": 1, "dependencies": {"a": {"version": "1.0.0", "requires": {"b": "^2"}, "dependencies": {"b": {"version": "2.0.0"}}}}}"#;
        assert_eq!(said(Lock::Npm, old), ["pkg:npm/a@1.0.0", "pkg:npm/b@2.0.0"]);
        let pip = "# own\n--hash=sha256:1\nDjango==4.2.1 ; python_version >= '3'\nrequests[socks]==2.31.0 \\\n  --hash=sha256:0\nurllib3>=1\ngit+https://git.example/x\n";
        assert_eq!(
            said(Lock::Pip, pip),
            [
                "pkg:pypi/django@4.2.1",
                "pkg:pypi/requests@2.31.0",
                "pkg:pypi/urllib3",
                "lock.not_pinned line 6",
                "lock.not_a_package line 7"
            ]
        );
    }

    #[test]
    fn a_broken_lock_file_is_named_where_it_breaks() {
        let of = |lock, text: &str| read(lock, text.as_bytes(), &Options::default());
        assert!(matches!(of(Lock::Cargo, "[[package]]\nname ="), Err(SbomFault::Schema { pointer, .. }) if pointer == "line 2"));
        assert!(matches!(of(Lock::Npm, r#"{"packages": {"#), Err(SbomFault::Truncated { .. })));
        assert!(matches!(of(Lock::Npm, "[]"), Err(SbomFault::Schema { .. })));
        assert_eq!(of(Lock::Pip, "# nothing\n"), Err(SbomFault::NoComponents));
        let few = Options { components_max: 1, ..Options::default() };
        assert_eq!(read(Lock::Pip, b"a==1\nb==2\n", &few), Err(SbomFault::TooLarge { limit: 1 }));
        let long = vec![b' '; LOCK_BYTES_MAX + 1];
        assert_eq!(read(Lock::Pip, &long, &few), Err(SbomFault::TooLarge { limit: 1 }));
        let deep = format!("{{\"dependencies\": {}", "{\"a\": {\"dependencies\": ".repeat(200_000));
        assert!(of(Lock::Npm, &deep).is_err());
        assert_eq!(Lock::of_name("a/requirements-dev.txt"), Some(Lock::Pip));
        assert_eq!(Lock::of_name("Cargo.toml"), None);
    }
}
