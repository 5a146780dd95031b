//! Joins the style sheets into one file and names the assets by their content.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=assets");
    println!("cargo:rerun-if-changed=templates");
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let mut sheets: Vec<_> =
        std::fs::read_dir("assets/css").expect("assets/css is readable").map(|entry| entry.expect("entry").path()).collect();
    sheets.sort();
    let mut css = String::new();
    for sheet in sheets.iter().filter(|sheet| sheet.extension().is_some_and(|ext| ext == "css")) {
        css.push_str(&squeeze(&std::fs::read_to_string(sheet).expect("style sheet is readable")));
    }
    let js = std::fs::read_to_string("assets/js/hinomi.js").expect("script is readable");
    let icons = std::fs::read_to_string("assets/icons.svg").expect("icons are readable");
    std::fs::write(Path::new(&out).join("app.css"), &css).expect("OUT_DIR is writable");
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in css.bytes().chain(js.bytes()).chain(icons.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    println!("cargo:rustc-env=ASSETS_HASH={hash:016x}");
}

/// Takes out comments and indentation.
fn squeeze(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(open) = rest.find("/*") {
        out.push_str(&rest[..open]);
        let close = rest[open..].find("*/").map_or(rest.len(), |at| open + at + 2);
        rest = &rest[close..];
    }
    out.push_str(rest);
    out.lines().map(str::trim).filter(|line| !line.is_empty()).fold(String::new(), |all, line| all + line + "\n")
}
