//! Distributions and their releases: `debian-12`, `bookworm` and `debian:12` are one.

use packages::purl::Purl;

/// Codenames and the releases they stand for.
const CODENAMES: &[(&str, &str)] = &[
    ("stretch", "debian:9"),
    ("buster", "debian:10"),
    ("bullseye", "debian:11"),
    ("bookworm", "debian:12"),
    ("trixie", "debian:13"),
    ("forky", "debian:14"),
    ("trusty", "ubuntu:14.04"),
    ("xenial", "ubuntu:16.04"),
    ("bionic", "ubuntu:18.04"),
    ("focal", "ubuntu:20.04"),
    ("jammy", "ubuntu:22.04"),
    ("noble", "ubuntu:24.04"),
    ("resolute", "ubuntu:26.04"),
];

/// Other names of a distribution.
const NAMES: &[(&str, &str)] = &[("rhel", "redhat"), ("alma", "almalinux"), ("rocky", "rockylinux"), ("ol", "oracle"), ("amzn", "amazon")];

/// Whether a statement's release and a component's are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sameness {
    /// The same.
    Same,
    /// Different.
    Different,
    /// One of them is not known closely enough.
    Unknown,
}

/// The release a purl belongs to, as `debian:12`, or only its distribution where the release is not said.
#[must_use]
pub fn of_purl(purl: &Purl) -> Option<String> {
    if !matches!(purl.ty.as_str(), "deb" | "rpm" | "apk") {
        return None;
    }
    let namespace = purl.namespace.as_deref();
    match (purl.qualifier("distro"), namespace) {
        (Some(distro), namespace) => Some(normal(distro, namespace)),
        (None, Some(namespace)) => Some(normal(namespace, None)),
        (None, None) => None,
    }
}

/// Brings a release into the form `name:release`; `context` is the distribution where only a release is written.
#[must_use]
pub fn normal(text: &str, context: Option<&str>) -> String {
    let text = text.trim().to_lowercase();
    if let Some((_, release)) = CODENAMES.iter().find(|(codename, _)| *codename == text) {
        return (*release).to_owned();
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return context.map_or_else(|| text.clone(), |context| format!("{}:{text}", name(&context.to_lowercase())));
    }
    // A release begins with a digit; `v3.19` is Alpine's way of writing one.
    let cut = text.char_indices().find_map(|(at, c)| {
        let release = text[at + c.len_utf8()..].trim_start_matches('v');
        (matches!(c, ':' | '-' | ' ') && !release.is_empty()).then_some((at, release))
    });
    match cut {
        Some((at, release)) => {
            let release = release.trim_end_matches(":lts");
            match CODENAMES.iter().find(|(codename, _)| *codename == release) {
                Some((_, full)) => (*full).to_owned(),
                None => format!("{}:{release}", name(&text[..at])),
            }
        }
        None => name(&text).to_owned(),
    }
}

fn name(text: &str) -> &str {
    NAMES.iter().find(|(other, _)| *other == text).map_or(text, |(_, name)| name)
}

/// Compares a statement's release (`almalinux:9`) with a component's (`almalinux:9.4`), both in normal form.
#[must_use]
pub fn compare(stated: &str, component: &str) -> Sameness {
    let split = |text: &str| match text.split_once(':') {
        Some((name, release)) => (name.to_owned(), Some(release.to_owned())),
        None => (text.to_owned(), None),
    };
    let ((stated_name, stated_release), (name, release)) = (split(stated), split(component));
    if stated_name != name {
        return Sameness::Different;
    }
    match (stated_release, release) {
        (None, _) => Sameness::Same,
        (Some(_), None) => Sameness::Unknown,
        (Some(stated), Some(release)) if is_within(&release, &stated) => Sameness::Same,
        (Some(stated), Some(release)) if is_within(&stated, &release) => Sameness::Unknown,
        _ => Sameness::Different,
    }
}

fn is_within(release: &str, branch: &str) -> bool {
    release.strip_prefix(branch).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Compares the module streams of two versions of Enterprise Linux: a package of a module and one outside of it are different packages under one
/// name, and the streams of a module are different ones too (`nodejs:18`, `nodejs:20`). A version shows its module but not its stream; streams are
/// named after upstream's version, of which small first numbers need the second (`ruby:2.5`).
#[must_use]
pub fn compare_streams(stated: &str, component: &str) -> Sameness {
    match (stated.contains(".module"), component.contains(".module")) {
        (false, false) => Sameness::Same,
        (true, true) if stream(stated) == stream(component) => Sameness::Same,
        (true, true) => Sameness::Unknown,
        _ => Sameness::Different,
    }
}

fn stream(version: &str) -> (u64, u64) {
    let upstream = version.split_once(':').map_or(version, |(_, rest)| rest);
    let mut numbers = upstream.split(['.', '-']).map(|part| part.parse().unwrap_or(0));
    let first = numbers.next().unwrap_or(0);
    (first, if first < 10 { numbers.next().unwrap_or(0) } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_have_one_form() {
        for (text, context, want) in [
            ("debian-12", None, "debian:12"),
            ("Debian:12", None, "debian:12"),
            ("bookworm", Some("debian"), "debian:12"),
            ("12", Some("debian"), "debian:12"),
            ("ubuntu-22.04", None, "ubuntu:22.04"),
            ("Ubuntu:22.04:LTS", None, "ubuntu:22.04"),
            ("Alpine:v3.19", None, "alpine:3.19"),
            ("alpine-3.19.1", None, "alpine:3.19.1"),
            ("rhel-9.4", None, "redhat:9.4"),
            ("almalinux", None, "almalinux"),
            ("debian-bookworm", None, "debian:12"),
        ] {
            assert_eq!(normal(text, context), want, "{text}");
        }
    }

    #[test]
    fn streams_of_a_module_are_told_apart() {
        use Sameness::{Different, Same, Unknown};
        for (stated, component, want) in [
            ("1:18.19.0-1.module_el9.3.0+1", "1:18.18.2-2.module+el9.2.0.z+20408+7cb5fda5", Same),
            ("1:20.8.1-1.module_el9.3.0+1", "1:18.18.2-2.module+el9.2.0.z+20408+7cb5fda5", Unknown),
            ("2.7.6-138.module_el8.6.0", "2.5.9-110.module+el8.6.0+15956+aa803fc1", Unknown),
            ("2.5.9-111.module_el8.6.0", "2.5.9-110.module+el8.6.0+15956+aa803fc1", Same),
            ("1:18.19.0-1.module_el9.3.0+1", "1:16.20.2-3.el9_2", Different),
            ("1.0-2.el9", "1.0-1.el9", Same),
        ] {
            assert_eq!(compare_streams(stated, component), want, "{stated} {component}");
        }
    }

    #[test]
    fn release_is_compared_as_closely_as_it_is_known() {
        use Sameness::{Different, Same, Unknown};
        for (stated, component, want) in [
            ("debian:12", "debian:12", Same),
            ("debian:12", "debian:11", Different),
            ("debian:1", "debian:12", Different),
            ("almalinux:9", "almalinux:9.4", Same),
            ("almalinux:9.4", "almalinux:9", Unknown),
            ("debian:12", "debian", Unknown),
            ("debian", "debian:12", Same),
            ("debian:12", "ubuntu:12", Different),
        ] {
            assert_eq!(compare(stated, component), want, "{stated} {component}");
        }
    }
}
