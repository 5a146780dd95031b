//! What an OSV package is called as a purl: ecosystem names of the OSV schema against purl types.

use packages::purl::Purl;

use crate::problem::quote;
use crate::record::Subject;

/// How a name is cut into namespace and name.
#[derive(Clone, Copy)]
enum Cut {
    /// It is not.
    Whole,
    /// At the last `/`.
    Slash,
    /// At the `:` (Maven).
    Colon,
}

/// Ecosystems of languages and registries: OSV name, purl type, cut.
const REGISTRIES: &[(&str, &str, Cut)] = &[
    ("Bioconductor", "bioconductor", Cut::Whole),
    ("Bitnami", "bitnami", Cut::Whole),
    ("ConanCenter", "conan", Cut::Whole),
    ("CRAN", "cran", Cut::Whole),
    ("crates.io", "cargo", Cut::Whole),
    ("GitHub Actions", "github", Cut::Slash),
    ("Go", "golang", Cut::Slash),
    ("Hackage", "hackage", Cut::Whole),
    ("Hex", "hex", Cut::Slash),
    ("Julia", "julia", Cut::Whole),
    ("Maven", "maven", Cut::Colon),
    ("npm", "npm", Cut::Slash),
    ("NuGet", "nuget", Cut::Whole),
    ("opam", "opam", Cut::Whole),
    ("OSS-Fuzz", "generic", Cut::Whole),
    ("Packagist", "composer", Cut::Slash),
    ("Pub", "pub", Cut::Whole),
    ("PyPI", "pypi", Cut::Whole),
    ("RubyGems", "gem", Cut::Whole),
    ("SwiftURL", "swift", Cut::Slash),
    ("VSCode", "vscode-extension", Cut::Slash),
];

/// Distributions: OSV name, purl type, namespace (which also begins the distro word).
const DISTRIBUTIONS: &[(&str, &str, &str)] = &[
    ("AlmaLinux", "rpm", "almalinux"),
    ("Alpaquita", "apk", "alpaquita"),
    ("Alpine", "apk", "alpine"),
    ("Azure Linux", "rpm", "azurelinux"),
    ("BellSoft Hardened Containers", "apk", "bellsoft-hardened-containers"),
    ("Chainguard", "apk", "chainguard"),
    ("Debian", "deb", "debian"),
    ("Echo", "deb", "echo"),
    ("Mageia", "rpm", "mageia"),
    ("MinimOS", "apk", "minimos"),
    ("openEuler", "rpm", "openeuler"),
    ("openSUSE", "rpm", "opensuse"),
    ("Photon OS", "rpm", "photon"),
    ("Red Hat", "rpm", "redhat"),
    ("Rocky Linux", "rpm", "rocky"),
    ("SUSE", "rpm", "suse"),
    ("Ubuntu", "deb", "ubuntu"),
    ("Wolfi", "apk", "wolfi"),
];

/// Ecosystems that name no package which a purl could name; their git ranges still count.
const WITHOUT_PURL: &[&str] = &["Android", "GHC", "GIT", "Kubernetes", "Linux"];

/// The subject of a package entry; nothing for ecosystems that have no purl.
///
/// # Errors
/// In words, if neither the purl nor the ecosystem can be used.
pub(super) fn subject(ecosystem: Option<&str>, name: Option<&str>, purl: Option<&str>) -> Result<Option<Subject>, String> {
    let (base, release) = match ecosystem {
        Some(ecosystem) => ecosystem.split_once(':').map_or((ecosystem, None), |(base, release)| (base, Some(release))),
        None => ("", None),
    };
    let distribution = DISTRIBUTIONS.iter().find(|row| row.0 == base);
    let distro = distribution.zip(release).map(|((_, _, namespace), release)| distro(namespace, release));
    // The purl names the package best; one that cannot be read leaves the ecosystem's name.
    if let Some(purl) = purl.and_then(|purl| Purl::parse(purl).ok()) {
        let Subject::Package { purl_type, namespace, name, distro: own } = Subject::of_purl(purl) else { return Ok(None) };
        return Ok(Some(Subject::Package { purl_type, namespace, name, distro: distro.or(own) }));
    }
    if ecosystem.is_none() && name.is_none() && purl.is_none() || WITHOUT_PURL.contains(&base) {
        return Ok(None);
    }
    let name = name.ok_or("a package needs a `name`")?;
    let (ty, namespace, name) = match (distribution, REGISTRIES.iter().find(|row| row.0 == base)) {
        (Some((_, ty, namespace)), _) => (*ty, Some(*namespace), name),
        (None, Some((_, ty, cut))) => {
            let (namespace, name) = split(name, *cut);
            (*ty, namespace, name)
        }
        (None, None) => return Err(format!("unknown ecosystem {}", quote(ecosystem.unwrap_or("")))),
    };
    let purl = Purl::new(ty, namespace, name, None).map_err(|error| format!("{}: {error}", quote(name)))?;
    Ok(Some(Subject::Package { purl_type: purl.ty, namespace: purl.namespace, name: purl.name, distro }))
}

/// The ecosystem and the name under which the schema knows a package; none for a type that it does not know, or a distribution whose release
/// is not said.
pub(super) fn of_subject(purl_type: &str, namespace: Option<&str>, name: &str, distro: Option<&str>) -> Option<(String, String)> {
    if let Some((base, release)) = distro.and_then(|distro| distro.split_once(':')) {
        let (ecosystem, ..) = DISTRIBUTIONS.iter().find(|(_, ty, namespace)| *ty == purl_type && *namespace == base)?;
        let release = if base == "alpine" { format!("v{release}") } else { release.to_owned() };
        return Some((format!("{ecosystem}:{release}"), name.to_owned()));
    }
    let (ecosystem, _, cut) = REGISTRIES.iter().find(|(_, ty, _)| *ty == purl_type)?;
    let name = match (namespace, cut) {
        (None, _) => name.to_owned(),
        (Some(namespace), Cut::Colon) => format!("{namespace}:{name}"),
        (Some(namespace), Cut::Slash) => format!("{namespace}/{name}"),
        (Some(_), Cut::Whole) => return None,
    };
    Some(((*ecosystem).to_owned(), name))
}

fn split(name: &str, cut: Cut) -> (Option<&str>, &str) {
    let parts = match cut {
        Cut::Whole => None,
        Cut::Slash => name.trim_start_matches("https://").trim_end_matches(".git").rsplit_once('/'),
        Cut::Colon => name.split_once(':'),
    };
    parts
        .filter(|(namespace, rest)| !namespace.is_empty() && !rest.is_empty())
        .map_or((None, name), |(namespace, rest)| (Some(namespace), rest))
}

/// The distribution and its release in our one form: `alpine:3.19`, `ubuntu:22.04`, `ubuntu:pro:18.04`, `redhat:9`.
fn distro(namespace: &str, release: &str) -> String {
    let release = release.split("::").next().unwrap_or(release).to_lowercase();
    let release = match namespace {
        "alpine" => release.strip_prefix('v').unwrap_or(&release),
        "ubuntu" => release.strip_suffix(":lts").unwrap_or(&release),
        "redhat" => release.strip_prefix("enterprise_linux:").unwrap_or(&release),
        _ => &release,
    };
    format!("{namespace}:{release}")
}

#[cfg(test)]
mod tests {
    use super::subject;
    use crate::record::Subject;

    /// `ecosystem name` → `type namespace name distro`, with `-` for nothing.
    const CASES: &[(&str, &str, &str)] = &[
        ("Debian:12", "openssl", "deb debian openssl debian:12"),
        ("AlmaLinux:9", "grafana", "rpm almalinux grafana almalinux:9"),
        ("Alpine:v3.19", "busybox", "apk alpine busybox alpine:3.19"),
        ("Ubuntu:22.04:LTS", "curl", "deb ubuntu curl ubuntu:22.04"),
        ("Ubuntu:Pro:18.04:LTS", "curl", "deb ubuntu curl ubuntu:pro:18.04"),
        ("Red Hat:enterprise_linux:9::baseos", "curl", "rpm redhat curl redhat:9"),
        ("Go", "github.com/gin-gonic/gin", "golang github.com/gin-gonic gin -"),
        ("Go", "stdlib", "golang - stdlib -"),
        ("npm", "@angular/core", "npm @angular core -"),
        ("npm", "lodash", "npm - lodash -"),
        ("Maven", "org.apache.logging.log4j:log4j-core", "maven org.apache.logging.log4j log4j-core -"),
        ("Packagist", "symfony/http-kernel", "composer symfony http-kernel -"),
        ("PyPI", "jinja2", "pypi - jinja2 -"),
        ("crates.io", "openssl-src", "cargo - openssl-src -"),
        ("RubyGems", "rack", "gem - rack -"),
        ("NuGet", "Newtonsoft.Json", "nuget - Newtonsoft.Json -"),
        ("PyPI", "Zope_Interface", "pypi - zope-interface -"),
        ("SwiftURL", "https://github.com/apple/swift-nio.git", "swift github.com/apple swift-nio -"),
        ("OSS-Fuzz", "libsass", "generic - libsass -"),
        ("Bitnami", "minio", "bitnami - minio -"),
    ];

    #[test]
    fn ecosystems_become_purl_types() {
        for (ecosystem, name, expected) in CASES {
            let Ok(Some(Subject::Package { purl_type, namespace, name, distro })) = subject(Some(ecosystem), Some(name), None) else {
                panic!("{ecosystem} {name}");
            };
            let found = [purl_type.as_str(), namespace.as_deref().unwrap_or("-"), &name, distro.as_deref().unwrap_or("-")].join(" ");
            assert_eq!(&found, expected);
        }
    }

    #[test]
    fn an_unknown_ecosystem_is_an_error_and_one_without_purls_is_not() {
        assert!(subject(Some("Abacus"), Some("x"), None).is_err());
        assert_eq!(subject(Some("Linux"), Some("Kernel"), None), Ok(None));
    }
}
