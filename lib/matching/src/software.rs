//! The table of known software: under which names one piece of software is known to records, build systems and repositories.
//!
//! It joins the names that a product had before and after its CPE was deprecated, gives a vendor to the wildcards of Yocto, and tells what a
//! recipe, a package of Buildroot or a repository is called in records. The rows are data with their sources, `data/software.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use packages::purl::Purl;
use packages::scheme::Scheme;

const TABLE: &str = include_str!("../data/software.tsv");

/// A piece of software.
#[derive(Debug, PartialEq, Eq)]
pub struct Software {
    /// Its name in the table.
    pub name: &'static str,
    /// Checked one by one, with names that nothing else bears.
    pub core: bool,
    /// The keys of its CPE names, such as `cpe:haxx:curl`, the newest first.
    pub keys: Vec<String>,
    /// Who says so, such as `curated buildroot`.
    pub sources: &'static str,
}

/// What is known of a product whose vendor is a wildcard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vendors {
    /// Nothing.
    Unknown,
    /// One piece of software has a product of this name.
    One(&'static Software),
    /// Several have, so that somebody must say which is meant.
    Several,
}

struct Table {
    rows: Vec<Software>,
    by_key: HashMap<String, usize>,
    by_product: HashMap<&'static str, Vec<usize>>,
    by_name: HashMap<&'static str, usize>,
}

static SOFTWARE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { rows: Vec::new(), by_key: HashMap::new(), by_product: HashMap::new(), by_name: HashMap::new() };
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap_or_default();
        let (name, grade, cpes, names, sources) = (column(), column(), column(), column(), column());
        let at = table.rows.len();
        for cpe in cpes.split(' ') {
            table.by_key.insert(format!("cpe:{cpe}"), at);
            if let Some((_, product)) = cpe.split_once(':') {
                let rows = table.by_product.entry(product).or_default();
                if rows.last() != Some(&at) {
                    rows.push(at);
                }
            }
        }
        for name in names.split(' ').filter(|name| !name.is_empty()) {
            table.by_name.insert(name, at);
        }
        let keys = cpes.split(' ').map(|cpe| format!("cpe:{cpe}")).collect();
        table.rows.push(Software { name, core: grade == "core", keys, sources });
    }
    table
});

/// Every row.
pub fn all() -> impl Iterator<Item = &'static Software> {
    SOFTWARE.rows.iter()
}

/// The software that a CPE's key names, such as `cpe:arm:mbed_tls`.
#[must_use]
pub fn of_key(key: &str) -> Option<&'static Software> {
    SOFTWARE.by_key.get(key).and_then(|at| SOFTWARE.rows.get(*at))
}

/// The software whose product has this name, whoever its vendor is.
#[must_use]
pub fn of_product(product: &str) -> Vendors {
    match SOFTWARE.by_product.get(product).map(Vec::as_slice) {
        None | Some([]) => Vendors::Unknown,
        Some([at]) => SOFTWARE.rows.get(*at).map_or(Vendors::Unknown, Vendors::One),
        Some(_) => Vendors::Several,
    }
}

/// The software that a purl names whose type has no source of records of its own, such as `pkg:yocto/core/busybox` or `pkg:github/madler/zlib`.
#[must_use]
pub fn of_purl(purl: &Purl) -> Option<&'static Software> {
    let name = purl.name.to_lowercase();
    let find = |name: &str| SOFTWARE.by_name.get(name).and_then(|at| SOFTWARE.rows.get(*at));
    match (purl.ty.as_str(), &purl.namespace) {
        ("generic", None) => of_name(&name),
        // A recipe's namespace is its layer.
        ("yocto", _) => find(&format!("yocto/{name}")).or_else(|| find(&format!("generic/{name}"))),
        ("buildroot" | "openwrt", _) => find(&format!("buildroot/{name}")).or_else(|| find(&format!("generic/{name}"))),
        (ty, Some(namespace)) => find(&format!("{ty}/{}/{name}", namespace.to_lowercase())),
        (ty, None) => find(&format!("{ty}/{name}")),
    }
}

/// The software that a bare name may mean.
#[must_use]
pub fn of_name(name: &str) -> Option<&'static Software> {
    let name = name.to_lowercase();
    let find = |ty: &str| SOFTWARE.by_name.get(format!("{ty}/{name}").as_str()).and_then(|at| SOFTWARE.rows.get(*at));
    find("generic").or_else(|| find("buildroot")).or_else(|| find("yocto"))
}

/// The scheme by which a product numbers its versions.
#[must_use]
pub fn scheme_of_key(key: &str) -> Scheme {
    match of_key(key).map(|software| software.name) {
        Some("openssl") => Scheme::Openssl,
        Some("linux") => Scheme::Linux,
        _ => Scheme::CpeGeneric,
    }
}

/// Whether packages of a purl type have records of their own, so that no other name is to be guessed for them. Conan's packages have an
/// ecosystem in OSV without records in it.
#[must_use]
pub fn has_records(purl_type: &str) -> bool {
    purl_type != "conan" && Scheme::of_purl_type(purl_type).is_some()
}

/// The version of upstream in what a build or a repository calls one: tags lose the name before the number (`curl-7_88_1`, `v1.2.11`,
/// `STABLE-2_1_2_RELEASE`), builds what they add (`1.36.1+git0+abc`, `-r0`).
#[must_use]
pub fn upstream_version(purl_type: &str, version: &str) -> String {
    let added = ["+git", "+svn", "+AUTOINC", "+gitAUTOINC"].iter().filter_map(|mark| version.find(mark)).min();
    let version = &version[..added.unwrap_or(version.len())];
    if !matches!(purl_type, "github" | "gitlab" | "bitbucket") {
        return version.to_owned();
    }
    let Some(first) = version.find(|c: char| c.is_ascii_digit()) else { return version.to_owned() };
    let mut number = &version[first..];
    for end in ["_RELEASE", "-RELEASE", "_rel"] {
        number = number.strip_suffix(end).unwrap_or(number);
    }
    // A number whose parts are joined by underscores; in others the underscore begins a stage.
    if number.contains('.') { number.to_owned() } else { number.replace('_', ".") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_name_stands_for_one_piece_of_software() {
        let (mut cpes, mut names) = (HashSet::new(), HashSet::new());
        let mut rows = 0;
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<_> = line.split('\t').collect();
            let [name, grade, with, by, sources] = columns.as_slice() else { panic!("{line}") };
            assert!(matches!(*grade, "core" | "known") && !sources.is_empty() && !name.is_empty(), "{line}");
            for cpe in with.split(' ') {
                assert!(cpe.split(':').count() == 2 && cpe.to_lowercase() == cpe && cpes.insert(cpe), "{cpe}");
            }
            for name in by.split(' ').filter(|name| !name.is_empty()) {
                assert!(name.contains('/') && name.to_lowercase() == name && names.insert(name), "{name}");
            }
            rows += 1;
        }
        assert!(rows > 800, "{rows}");
    }

    #[test]
    fn tags_and_builds_are_read_as_upstream_versions() {
        for (ty, version, want) in [
            ("github", "v1.2.11", "1.2.11"),
            ("github", "curl-7_88_1", "7.88.1"),
            ("github", "R_2_5_0", "2.5.0"),
            ("github", "STABLE-2_1_2_RELEASE", "2.1.2"),
            ("github", "openssl-3.0.1", "3.0.1"),
            ("github", "OpenSSL_1_1_1w", "1.1.1w"),
            ("github", "mbedtls-3.4.0", "3.4.0"),
            ("github", "v6.4.0_rel", "6.4.0"),
            ("github", "main", "main"),
            ("yocto", "1.36.1+git0+abcdef", "1.36.1"),
            ("generic", "1_2", "1_2"),
        ] {
            assert_eq!(upstream_version(ty, version), want);
        }
    }
}
