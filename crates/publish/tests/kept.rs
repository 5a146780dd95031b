//! Compares with committed text; `HINOMI_BLESS=1` writes it anew.

use std::path::Path;

/// Asserts that `testdata/name` equals the bytes.
pub fn compare(name: &str, bytes: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name);
    if std::env::var_os("HINOMI_BLESS").is_some() {
        std::fs::write(&path, bytes).unwrap();
    }
    let kept = std::fs::read(&path).unwrap_or_default();
    assert!(kept == bytes, "{name} differs; run with HINOMI_BLESS=1 and review the diff\n{}", String::from_utf8_lossy(bytes));
}
