//! Compares committed text files with what the rules print.

/// Asserts that `name` in this crate's folder equals `text`; with `HINOMI_BLESS` set it is written anew.
#[allow(clippy::disallowed_methods, reason = "tests read their expected text from disk")]
pub(crate) fn compare(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if option_env!("HINOMI_BLESS").is_some() || std::env::var_os("HINOMI_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "{name} differs from the rules; run with HINOMI_BLESS=1 and review the diff\n{text}");
}
