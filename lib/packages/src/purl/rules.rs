//! The rules of the purl types: what is lower-cased, replaced, required, refused.
//!
//! A namespace that a type demands but a document leaves out is refused only where the name alone means nothing;
//! elsewhere a poor identity is better than none.

use super::{Purl, PurlError};

/// What is lower-cased.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lower {
    Nothing,
    Namespace,
    Both,
    All,
}

fn lower(ty: &str) -> Lower {
    match ty {
        "alpm" | "apk" | "bitbucket" | "bitnami" | "brew" | "chrome-extension" | "composer" | "deb" | "github" | "hex" | "luarocks"
        | "otp" | "pub" => Lower::Both,
        "oci" | "pypi" | "vscode-extension" => Lower::All,
        "qpkg" | "rpm" | "yocto" => Lower::Namespace,
        _ => Lower::Nothing,
    }
}

/// Brings a purl into the form of its type, or says which rule it breaks.
pub(super) fn apply(purl: &mut Purl) -> Result<(), PurlError> {
    let lower = lower(&purl.ty);
    if lower != Lower::Nothing {
        purl.namespace = purl.namespace.take().map(lowered);
    }
    if matches!(lower, Lower::Both | Lower::All) {
        purl.name = lowered(std::mem::take(&mut purl.name));
    }
    if lower == Lower::All {
        purl.version = purl.version.take().map(|v| v.to_lowercase());
    }
    match purl.ty.as_str() {
        "pypi" => purl.name = purl.name.replace('_', "-"),
        "pub" => purl.name = purl.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect(),
        "huggingface" => purl.version = purl.version.take().map(|v| v.to_lowercase()),
        // Databricks ignores the case of model names, Azure ML keeps it.
        "mlflow" if purl.qualifier("repository_url").is_some_and(|url| url.contains("azuredatabricks")) => {
            purl.name = purl.name.to_lowercase();
        }
        "git" if purl.namespace.as_deref().is_some_and(|host| matches!(host, "github" | "github.com" | "bitbucket.org")) => {
            purl.name = purl.name.to_lowercase();
        }
        _ => {}
    }
    check(purl)
}

/// In lower-case.
fn lowered(text: String) -> String {
    let plain = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if plain { text } else { text.to_lowercase() }
}

fn check(purl: &Purl) -> Result<(), PurlError> {
    let has_namespace = purl.namespace.is_some();
    match purl.ty.as_str() {
        "swift" | "vscode-extension" if !has_namespace => Err(PurlError::TypeRule("namespace expected")),
        "otp" | "vcpkg" if has_namespace => Err(PurlError::TypeRule("no namespace expected")),
        "julia" if purl.qualifier("uuid").is_none() => Err(PurlError::TypeRule("qualifier `uuid` expected")),
        "cpan" if purl.name.contains("::") => Err(PurlError::TypeRule("distribution name expected, not a module name")),
        "chrome-extension" => chrome(purl),
        _ => Ok(()),
    }
}

fn chrome(purl: &Purl) -> Result<(), PurlError> {
    if purl.name.len() != 32 || !purl.name.bytes().all(|b| (b'a'..=b'p').contains(&b)) {
        return Err(PurlError::TypeRule("name of 32 letters from `a` to `p` expected"));
    }
    let parts: Vec<_> = purl.version.as_deref().unwrap_or("0").split('.').collect();
    if parts.len() > 4 || !parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit())) {
        return Err(PurlError::TypeRule("version of one to four numbers expected"));
    }
    Ok(())
}
