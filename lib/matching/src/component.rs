//! A component as an SBOM names it, and the keys by which statements find it.

use packages::cpe::{Cpe, Value};
use packages::purl::Purl;
use packages::scheme::Scheme;

/// Something that a product is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Component {
    /// Name, as the SBOM has it.
    pub name: String,
    /// Version, as the SBOM has it.
    pub version: Option<String>,
    /// Package URL.
    pub purl: Option<Purl>,
    /// CPE names; wildcards are kept as wildcards.
    pub cpe: Vec<Cpe>,
    /// Who supplied it.
    pub supplier: Option<String>,
}

/// How a component came to a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Via {
    /// Its purl.
    Purl,
    /// The source package that its purl names (`upstream=openssl`).
    SourcePackage,
    /// A CPE with vendor and product.
    Cpe,
    /// A CPE whose vendor is a wildcard.
    CpeAnyVendor,
}

impl Via {
    /// The word kept and shown, never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Purl => "purl",
            Self::SourcePackage => "source_package",
            Self::Cpe => "cpe",
            Self::CpeAnyVendor => "cpe_any_vendor",
        }
    }
}

/// One of the names under which a component may be met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Key of the index, such as `purl:npm/lodash` or `cpe:haxx:curl`.
    pub key: String,
    /// The purl or CPE it came from, in canonical form.
    pub text: String,
    /// How it came about.
    pub via: Via,
    /// The version to compare under this name.
    pub version: Option<String>,
    /// The scheme that orders versions under this name.
    pub scheme: Option<Scheme>,
}

/// The key of a package: what the type lets people write in several ways becomes one.
#[must_use]
pub fn package_key(ty: &str, namespace: Option<&str>, name: &str) -> String {
    let path = match namespace.filter(|n| !n.is_empty()) {
        Some(namespace) => format!("{namespace}/{name}"),
        None => name.to_owned(),
    };
    let path = match ty {
        "pypi" => pep503(&path),
        // Tools disagree about the case of module paths, and NuGet ids have none.
        "golang" | "nuget" | "composer" | "deb" | "apk" | "bitnami" | "github" => path.to_lowercase(),
        _ => path,
    };
    format!("purl:{ty}/{path}")
}

/// PEP 503: runs of `-`, `_` and `.` are one `-`.
fn pep503(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        let c = if matches!(c, '_' | '.') { '-' } else { c.to_ascii_lowercase() };
        if c != '-' || !out.ends_with('-') {
            out.push(c);
        }
    }
    out
}

/// The key of a CPE; `*` stands for any vendor; none without a product.
#[must_use]
pub fn cpe_key(cpe: &Cpe) -> Option<String> {
    let product = cpe.product.text()?;
    let vendor = match &cpe.vendor {
        Value::Any | Value::Na => "*",
        Value::Text(vendor) => vendor,
        Value::Pattern(_) => return None,
    };
    Some(format!("cpe:{vendor}:{product}"))
}

/// Products whose makers name them in records otherwise than the CPE dictionary does: vendor, product, key.
const KNOWN_NAMES: &[(&str, &str, &str)] = &[
    ("linux", "linux", "cpe:linux:linux_kernel"),
    ("linux", "kernel", "cpe:linux:linux_kernel"),
    ("linux", "linux_kernel", "cpe:linux:linux_kernel"),
];

/// The key of a product that is known under the words of its maker; the identity is as good as a CPE.
#[must_use]
pub fn known_name_key(vendor: &str, product: &str) -> Option<&'static str> {
    let row = KNOWN_NAMES.iter().find(|(v, p, _)| vendor.eq_ignore_ascii_case(v) && product.replace(' ', "_").eq_ignore_ascii_case(p));
    row.map(|(_, _, key)| *key)
}

/// The key of a vendor and product in words, as a CPE would write them.
#[must_use]
pub fn named_key(vendor: &str, product: &str) -> Option<String> {
    let word = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase();
    let (vendor, product) = (word(vendor), word(product));
    let empty = |text: &str| matches!(text, "" | "n/a" | "*" | "-" | "unknown" | "unspecified");
    (!empty(&vendor) && !empty(&product)).then(|| format!("cpe:{vendor}:{product}"))
}

/// Every name under which a component may be met, the best first.
#[must_use]
pub fn identities(component: &Component) -> Vec<Identity> {
    let mut out: Vec<Identity> = Vec::new();
    let mut push = |identity: Identity| {
        if !out.iter().any(|known| known.key == identity.key) {
            out.push(identity);
        }
    };
    if let Some(purl) = &component.purl {
        let scheme = Scheme::of_purl_type(&purl.ty);
        let version = with_epoch(purl, purl.version.clone().or_else(|| component.version.clone()));
        let identity = |name: &str, version, via| Identity {
            key: package_key(&purl.ty, purl.namespace.as_deref(), name),
            text: purl.to_string(),
            via,
            version,
            scheme,
        };
        push(identity(&purl.name, version.clone(), Via::Purl));
        if let Some((source, source_version)) = source_package(purl) {
            push(identity(&source, source_version.or(version), Via::SourcePackage));
        }
    }
    for cpe in &component.cpe {
        let Some(key) = cpe_key(cpe) else { continue };
        push(Identity {
            via: if key.starts_with("cpe:*:") { Via::CpeAnyVendor } else { Via::Cpe },
            key,
            text: cpe.to_string(),
            version: cpe.full_version().or_else(|| component.version.clone()),
            scheme: Some(Scheme::CpeGeneric),
        });
    }
    out
}

fn with_epoch(purl: &Purl, version: Option<String>) -> Option<String> {
    match (purl.qualifier("epoch"), version) {
        (Some(epoch), Some(version)) if purl.ty == "rpm" && !version.contains(':') => Some(format!("{epoch}:{version}")),
        (_, version) => version,
    }
}

/// The source package of a distribution package, as inventory tools write it in `upstream`.
fn source_package(purl: &Purl) -> Option<(String, Option<String>)> {
    let upstream = purl.qualifier("upstream")?;
    match purl.ty.as_str() {
        "deb" | "apk" => Some(match upstream.split_once('@') {
            Some((name, version)) => (name.to_owned(), Some(version.to_owned())),
            None => (upstream.to_owned(), None),
        }),
        "rpm" => {
            let (rest, _release) = upstream.strip_suffix(".src.rpm")?.rsplit_once('-')?;
            let (name, _version) = rest.rsplit_once('-')?;
            Some((name.to_owned(), None))
        }
        _ => None,
    }
}

/// The keys of a component, such as `purl:deb/debian/openssl` and `cpe:haxx:curl`.
#[must_use]
pub fn keys(component: &Component) -> Vec<String> {
    identities(component).into_iter().map(|identity| identity.key).collect()
}

/// Why no statement can meet a component, as a code; none = it can be matched.
#[must_use]
pub fn unmatchable(component: &Component) -> Option<&'static str> {
    let identities = identities(component);
    if identities.is_empty() {
        return Some("no_identity");
    }
    let known: Vec<_> = identities.iter().filter(|i| i.scheme.is_some()).collect();
    if known.is_empty() {
        return Some("unknown_ecosystem");
    }
    if known.iter().all(|i| i.version.is_none()) {
        return Some("no_version");
    }
    let readable = |i: &&Identity| i.scheme.zip(i.version.as_deref()).is_some_and(|(scheme, version)| scheme.key(version).is_some());
    if known.iter().any(readable) { None } else { Some("version_unreadable") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(purl: &str, cpe: &[&str]) -> Component {
        Component {
            name: "x".into(),
            purl: Some(purl).filter(|p| !p.is_empty()).map(|p| Purl::parse(p).unwrap()),
            cpe: cpe.iter().map(|c| Cpe::parse(c).unwrap()).collect(),
            ..Component::default()
        }
    }

    #[test]
    fn one_package_has_one_key_however_it_is_written() {
        assert_eq!(keys(&of("pkg:pypi/Zope.Interface@1", &[])), ["purl:pypi/zope-interface"]);
        assert_eq!(keys(&of("pkg:golang/github.com/BurntSushi/toml@v1", &[])), ["purl:golang/github.com/burntsushi/toml"]);
        assert_eq!(keys(&of("pkg:npm/%40babel/core@1", &[])), ["purl:npm/@babel/core"]);
        assert_eq!(keys(&of("", &["cpe:2.3:a:haxx:curl:1", "cpe:/a:haxx:curl:1"])), ["cpe:haxx:curl"]);
        assert_eq!(named_key("The  Curl Project", "cURL"), Some("cpe:the_curl_project:curl".into()));
        assert_eq!(named_key("n/a", "curl"), None);
    }

    #[test]
    fn source_package_is_an_identity_of_its_binary_package() {
        let deb = of("pkg:deb/debian/libssl3@3.0.11-1?upstream=openssl&distro=debian-12", &[]);
        assert_eq!(keys(&deb), ["purl:deb/debian/libssl3", "purl:deb/debian/openssl"]);
        let rpm = of("pkg:rpm/almalinux/libcurl@7.76.1-26.el9?epoch=1&upstream=curl-7.76.1-26.el9.src.rpm", &[]);
        assert_eq!(keys(&rpm), ["purl:rpm/almalinux/libcurl", "purl:rpm/almalinux/curl"]);
        assert_eq!(identities(&rpm)[0].version.as_deref(), Some("1:7.76.1-26.el9"));
    }

    #[test]
    fn component_that_nothing_can_meet_says_why() {
        assert_eq!(unmatchable(&of("", &[])), Some("no_identity"));
        assert_eq!(unmatchable(&of("", &["cpe:2.3:a:foo:*:1"])), Some("no_identity"));
        assert_eq!(unmatchable(&of("pkg:generic/openssl@1.1.1", &[])), Some("unknown_ecosystem"));
        assert_eq!(unmatchable(&of("pkg:npm/lodash", &[])), Some("no_version"));
        assert_eq!(unmatchable(&of("pkg:npm/lodash@latest", &[])), Some("version_unreadable"));
        assert_eq!(unmatchable(&of("pkg:npm/lodash@4.17.20", &[])), None);
        assert_eq!(unmatchable(&of("pkg:generic/openssl@1.1.1", &["cpe:2.3:a:openssl:openssl:1.1.1"])), None);
    }
}
