//! A component as an SBOM names it, and the keys by which statements find it.

use packages::cpe::{Cpe, Value};
use packages::purl::Purl;
use packages::scheme::Scheme;

use crate::said::Said;
use crate::software::{self, Software, Vendors};

/// Something that a product is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Component {
    /// Name, as the SBOM has it.
    pub name: String,
    /// Version, as the SBOM has it.
    pub version: Option<String>,
    /// Package URLs, the main one first.
    pub purls: Vec<Purl>,
    /// CPE names; wildcards are kept as wildcards.
    pub cpe: Vec<Cpe>,
    /// Who supplied it.
    pub supplier: Option<String>,
    /// What its build or its supplier says of vulnerabilities in it.
    pub said: Vec<Said>,
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
    /// Another name of the software that its CPE names, such as the one before a deprecation.
    OtherName,
    /// A CPE whose vendor is a wildcard, and the only vendor that is known for the product.
    KnownVendor,
    /// What a recipe, package or repository that a purl names is called in records.
    Software,
    /// Its bare name.
    Name,
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
            Self::OtherName => "other_name",
            Self::KnownVendor => "known_vendor",
            Self::Software => "software",
            Self::Name => "name",
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
    /// The row of the table of software that joined it, where one did.
    pub by: Option<&'static Software>,
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

/// The key of a vendor and product in words, as a CPE would write them.
#[must_use]
pub fn named_key(vendor: &str, product: &str) -> Option<String> {
    let word = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase();
    let (vendor, product) = (word(vendor), word(product));
    let empty = |text: &str| matches!(text, "" | "n/a" | "*" | "-" | "unknown" | "unspecified");
    (!empty(&vendor) && !empty(&product)).then(|| format!("cpe:{vendor}:{product}"))
}

/// Every name under which a component may be met, the best first.
///
/// For a package of an ecosystem with records of its own no other name is made up; whoever gives it a CPE beside its purl has said so.
#[must_use]
pub fn identities(component: &Component) -> Vec<Identity> {
    let mut out: Vec<Identity> = Vec::new();
    component.purls.iter().for_each(|purl| of_purl(component, purl, &mut out));
    let cpes = || component.cpe.iter().filter_map(|cpe| Some((cpe, cpe_key(cpe)?)));
    for (cpe, key) in cpes().filter(|(_, key)| !key.starts_with("cpe:*:")) {
        push(&mut out, of_cpe(component, cpe, key, Via::Cpe, None));
    }
    for (cpe, key) in cpes() {
        match key.strip_prefix("cpe:*:").map(software::of_product) {
            None => joined(&mut out, component, cpe, software::of_key(&key), Via::OtherName),
            Some(Vendors::One(found)) => joined(&mut out, component, cpe, Some(found), Via::KnownVendor),
            Some(Vendors::Unknown | Vendors::Several) => push(&mut out, of_cpe(component, cpe, key, Via::CpeAnyVendor, None)),
        }
    }
    for purl in component.purls.iter().filter(|purl| !software::has_records(&purl.ty)) {
        let version = purl.version.as_ref().or(component.version.as_ref()).map(|version| software::upstream_version(&purl.ty, version));
        named(&mut out, software::of_purl(purl), &purl.to_string(), version.as_ref(), Via::Software);
    }
    if out.is_empty() {
        named(&mut out, software::of_name(&component.name), &component.name, component.version.as_ref(), Via::Name);
    }
    out
}

fn push(out: &mut Vec<Identity>, identity: Identity) {
    if !out.iter().any(|known| known.key == identity.key) {
        out.push(identity);
    }
}

/// The names that a purl gives of its own.
fn of_purl(component: &Component, purl: &Purl, out: &mut Vec<Identity>) {
    let scheme = Scheme::of_purl_type(&purl.ty);
    let version = with_epoch(purl, purl.version.clone().or_else(|| component.version.clone()));
    let identity = |name: &str, version, via| Identity {
        key: package_key(&purl.ty, purl.namespace.as_deref(), name),
        text: purl.to_string(),
        via,
        version,
        scheme,
        by: None,
    };
    push(out, identity(&purl.name, version.clone(), Via::Purl));
    if let Some((source, source_version)) = source_package(purl) {
        push(out, identity(&source, source_version.or(version), Via::SourcePackage));
    }
}

fn of_cpe(component: &Component, cpe: &Cpe, key: String, via: Via, by: Option<&'static Software>) -> Identity {
    let scheme = Some(software::scheme_of_key(&key));
    Identity { via, key, text: cpe.to_string(), version: cpe.full_version().or_else(|| component.version.clone()), scheme, by }
}

/// Adds every name of the software that a CPE stands for.
fn joined(out: &mut Vec<Identity>, component: &Component, cpe: &Cpe, found: Option<&'static Software>, via: Via) {
    for key in found.into_iter().flat_map(|found| &found.keys) {
        push(out, of_cpe(component, cpe, key.clone(), via, found));
    }
}

/// Adds every name of the software that a purl or a bare name stands for.
fn named(out: &mut Vec<Identity>, found: Option<&'static Software>, text: &str, version: Option<&String>, via: Via) {
    for key in found.into_iter().flat_map(|found| &found.keys) {
        let scheme = Some(software::scheme_of_key(key));
        push(out, Identity { key: key.clone(), text: text.to_owned(), via, version: version.cloned(), scheme, by: found });
    }
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

/// Why no statement can meet a component so closely that it would be a finding, as a code; none = it can be matched.
#[must_use]
pub fn unmatchable(component: &Component) -> Option<&'static str> {
    let identities = identities(component);
    if identities.iter().all(|identity| identity.via == Via::Name) {
        return Some("no_identity");
    }
    let known: Vec<_> = identities.iter().filter(|i| i.scheme.is_some()).collect();
    if known.is_empty() {
        return Some("unknown_ecosystem");
    }
    if known.iter().all(|i| i.via == Via::CpeAnyVendor) {
        return Some("cpe_wildcard");
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
            purls: Some(purl).filter(|p| !p.is_empty()).map(|p| Purl::parse(p).unwrap()).into_iter().collect(),
            cpe: cpe.iter().map(|c| Cpe::parse(c).unwrap()).collect(),
            ..Component::default()
        }
    }

    #[test]
    fn one_package_has_one_key_however_it_is_written() {
        assert_eq!(keys(&of("pkg:pypi/Zope.Interface@1", &[])), ["purl:pypi/zope-interface"]);
        assert_eq!(keys(&of("pkg:golang/github.com/BurntSushi/toml@v1", &[])), ["purl:golang/github.com/burntsushi/toml"]);
        assert_eq!(keys(&of("pkg:npm/%40babel/core@1", &[])), ["purl:npm/@babel/core"]);
        assert_eq!(keys(&of("", &["cpe:2.3:a:kakuu:lib:1", "cpe:/a:kakuu:lib:1"])), ["cpe:kakuu:lib"]);
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
    fn every_name_of_a_known_piece_of_software_is_one_of_the_component() {
        let via = |component: &Component| identities(component).iter().map(|i| format!("{} {}", i.via.word(), i.key)).collect::<Vec<_>>();
        let mbed = via(&of("", &["cpe:2.3:a:arm:mbed_tls:2.16.0"]));
        assert_eq!(mbed[..2], ["cpe cpe:arm:mbed_tls", "other_name cpe:trustedfirmware:mbed_tls"]);
        let busybox = via(&of("", &["cpe:2.3:*:*:busybox:1.36.1"]));
        assert_eq!(busybox, ["known_vendor cpe:busybox:busybox", "known_vendor cpe:busybox_project:busybox"]);
        let recipe = via(&of("pkg:yocto/core/zlib@1.3.1", &[]));
        assert_eq!(recipe, ["purl purl:yocto/core/zlib", "software cpe:zlib:zlib", "software cpe:gnu:zlib"]);
        let tag = identities(&of("pkg:github/openssl/openssl@OpenSSL_1_1_1w", &[]));
        assert_eq!((tag[1].version.as_deref(), tag[1].scheme), (Some("1.1.1w"), Some(Scheme::Openssl)));
        assert_eq!(via(&of("pkg:npm/curl@1", &[])), ["purl purl:npm/curl"], "an ecosystem's package is no other");
    }

    #[test]
    fn component_that_nothing_can_meet_says_why() {
        assert_eq!(unmatchable(&of("", &[])), Some("no_identity"));
        assert_eq!(unmatchable(&of("", &["cpe:2.3:a:foo:*:1"])), Some("no_identity"));
        assert_eq!(unmatchable(&of("pkg:generic/kakuu@1.1.1", &[])), Some("unknown_ecosystem"));
        assert_eq!(unmatchable(&of("", &["cpe:2.3:*:*:kakuu:1"])), Some("cpe_wildcard"));
        assert_eq!(unmatchable(&Component { name: "busybox".into(), ..of("", &[]) }), Some("no_identity"));
        assert_eq!(unmatchable(&of("", &["cpe:2.3:*:*:busybox:1"])), None);
        assert_eq!(unmatchable(&of("pkg:npm/lodash", &[])), Some("no_version"));
        assert_eq!(unmatchable(&of("pkg:npm/lodash@latest", &[])), Some("version_unreadable"));
        assert_eq!(unmatchable(&of("pkg:npm/lodash@4.17.20", &[])), None);
        assert_eq!(unmatchable(&of("pkg:generic/openssl@1.1.1", &["cpe:2.3:a:openssl:openssl:1.1.1"])), None);
    }
}
