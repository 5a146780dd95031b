//! Turns the texts under `text/` into typed functions; a missing language, an unequal argument or a double key stops the build.
#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files; the crate itself does not")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

type Pair = (String, String);

fn main() {
    println!("cargo:rerun-if-changed=text");
    let mut sentences: BTreeMap<String, Pair> = BTreeMap::new();
    let mut groups: BTreeMap<String, BTreeMap<String, Pair>> = BTreeMap::new();
    let mut files: Vec<_> = std::fs::read_dir("text").expect("text/ is readable").map(|entry| entry.expect("entry").path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ext| ext == "toml")) {
        println!("cargo:rerun-if-changed={}", file.display());
        read_file(file, &mut sentences, &mut groups);
    }
    let out = Path::new(&std::env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("words.rs");
    std::fs::write(out, generate(&sentences, &groups)).expect("OUT_DIR is writable");
}

fn read_file(file: &Path, sentences: &mut BTreeMap<String, Pair>, groups: &mut BTreeMap<String, BTreeMap<String, Pair>>) {
    let text = std::fs::read_to_string(file).expect("text file is readable");
    let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    for (key, value) in table {
        let value = value.as_table().unwrap_or_else(|| panic!("{}: `{key}` is not a table", file.display()));
        if let Some(pair) = pair(file, &key, value) {
            assert!(sentences.insert(key.clone(), pair).is_none(), "{}: `{key}` is written twice", file.display());
            continue;
        }
        let group = groups.entry(key.clone()).or_default();
        for (word, value) in value {
            let name = format!("{key}.{word}");
            let value = value.as_table().unwrap_or_else(|| panic!("{}: `{name}` is not a table", file.display()));
            let pair = pair(file, &name, value).unwrap_or_else(|| panic!("{}: `{name}` has no ja and en", file.display()));
            assert!(group.insert(word.clone(), pair).is_none(), "{}: `{name}` is written twice", file.display());
        }
    }
}

fn pair(file: &Path, name: &str, table: &toml::Table) -> Option<Pair> {
    let text = |lang: &str| table.get(lang).and_then(toml::Value::as_str).map(str::to_owned);
    let (ja, en) = match (text("ja"), text("en")) {
        (None, None) => return None,
        (Some(ja), Some(en)) => (ja, en),
        _ => panic!("{}: `{name}` is written in one language only", file.display()),
    };
    assert!(!ja.trim().is_empty() && !en.trim().is_empty(), "{}: `{name}` is empty in a language", file.display());
    assert_eq!(arguments(&ja), arguments(&en), "{}: `{name}` takes other arguments in the other language", file.display());
    Some((ja, en))
}

fn arguments(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let close = rest[open..].find('}').unwrap_or_else(|| panic!("`{text}` has an open brace")) + open;
        found.insert(rest[open + 1..close].split('|').next().unwrap_or_default().to_owned());
        rest = &rest[close + 1..];
    }
    found
}

fn generate(sentences: &BTreeMap<String, Pair>, groups: &BTreeMap<String, BTreeMap<String, Pair>>) -> String {
    let mut code = String::from("impl Words {\n");
    for (key, (ja, en)) in sentences {
        let arguments = arguments(ja);
        let doc = en.replace('\n', " ");
        if arguments.is_empty() {
            let _ = writeln!(
                code,
                "    #[doc = {doc:?}]\n    #[must_use]\n    pub const fn {key}(self) -> &'static str {{\n        match self.lang {{ Lang::Ja => {ja:?}, Lang::En => {en:?} }}\n    }}"
            );
            continue;
        }
        let parameters: Vec<String> = arguments.iter().map(|name| format!("{}: impl std::fmt::Display", identifier(name))).collect();
        let _ = writeln!(
            code,
            "    #[doc = {doc:?}]\n    #[must_use]\n    pub fn {key}(self, {}) -> String {{\n        match self.lang {{ Lang::Ja => {}, Lang::En => {} }}\n    }}",
            parameters.join(", "),
            written(ja),
            written(en)
        );
    }
    for (group, words) in groups {
        let _ = writeln!(
            code,
            "    /// The words of the group `{group}`; an unknown key is answered by a dash.\n    #[must_use]\n    pub fn {group}(self, key: &str) -> &'static str {{\n        match (self.lang, key) {{"
        );
        for (word, (ja, en)) in words {
            let _ = writeln!(code, "            (Lang::Ja, {word:?}) => {ja:?},\n            (Lang::En, {word:?}) => {en:?},");
        }
        code.push_str("            _ => \"–\",\n        }\n    }\n");
    }
    code.push_str("}\n\n/// Every text of both languages by its key, for tests and exports.\npub const ALL: &[(&str, &str, &str)] = &[\n");
    for (key, (ja, en)) in sentences {
        let _ = writeln!(code, "    ({key:?}, {ja:?}, {en:?}),");
    }
    for (group, words) in groups {
        for (word, (ja, en)) in words {
            let _ = writeln!(code, "    ({:?}, {ja:?}, {en:?}),", format!("{group}.{word}"));
        }
    }
    code.push_str("];\n");
    code
}

/// The code that writes a text: `{n}` is an argument, `{n|release|releases}` one of two words by whether the argument reads 1.
fn written(text: &str) -> String {
    let (mut plain, mut chosen, mut rest) = (String::new(), String::new(), text);
    while let Some(open) = rest.find('{') {
        let close = rest[open..].find('}').map_or(rest.len() - 1, |at| open + at);
        plain.push_str(&rest[..open]);
        let mut parts = rest[open + 1..close].split('|');
        let name = identifier(parts.next().unwrap_or_default());
        match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => {
                let _ = write!(plain, "{{{name}}}");
            }
            (Some(one), Some(many), None) => {
                plain.push_str("{}");
                let _ = write!(chosen, ", if {name}.to_string() == \"1\" {{ {one:?} }} else {{ {many:?} }}");
            }
            _ => panic!("`{text}`: a choice by number has two words"),
        }
        rest = &rest[close + 1..];
    }
    plain.push_str(rest);
    format!("format!({plain:?}{chosen})")
}

/// A name that Rust reserves gets an underscore.
fn identifier(name: &str) -> String {
    if matches!(name, "ref" | "type" | "in" | "as" | "for") { format!("{name}_") } else { name.to_owned() }
}
