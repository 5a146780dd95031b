//! The sentences of `crates/words` against the glossary: a word of its last column may not stand in for the term.

use std::path::Path;

/// Words of the last column that also have an honest meaning of their own, so finding them proves nothing.
const AMBIGUOUS: [&str; 5] = ["公開", "リリース", "検知", "テスト", "通知"];
/// The only compounds in which 「公開」 stays.
const PUBLIC_COMPOUNDS: [&str; 5] = ["情報公開制限", "公開鍵", "公開サイト", "攻撃コード公開", "公開URL"];
/// English words of the last column that have no other honest meaning in a sentence of ours.
const ENGLISH_NEVER: [&str; 7] = ["ticket", "hacker", "researcher", "bulletin", "drill", "bug", "SLA"];

fn read(path: &str) -> String {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Japanese words of the glossary's last column, those with a condition (`alone`) left out.
fn never() -> Vec<String> {
    let glossary = read("docs/glossary.md");
    let rows = glossary.lines().filter(|line| line.starts_with("| ") && line.matches('|').count() == 5);
    let words: Vec<String> = rows
        .filter_map(|row| row.split('|').nth(4))
        .flat_map(|cell| cell.split(','))
        .map(str::trim)
        .filter(|word| !word.is_ascii() && !word.contains(' ') && !AMBIGUOUS.contains(word))
        .map(str::to_owned)
        .collect();
    assert!(words.len() > 20, "the glossary's table was not understood: {words:?}");
    words
}

/// Every sentence of the texts as file, language and text.
fn sentences() -> Vec<(String, &'static str, String)> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../words/text"));
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("crates/words/text") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        let table = read(&format!("crates/words/text/{name}")).parse::<toml::Table>();
        below(&name, &table.unwrap_or_else(|error| panic!("{name}: {error}")), &mut all);
    }
    assert!(all.len() > 1_000, "only {} sentences were found", all.len());
    all
}

fn below(file: &str, table: &toml::Table, all: &mut Vec<(String, &'static str, String)>) {
    for (key, value) in table {
        match (key.as_str(), value) {
            (_, toml::Value::Table(table)) => below(file, table, all),
            ("ja", value) => all.push((file.to_owned(), "ja", value.to_string())),
            ("en", value) => all.push((file.to_owned(), "en", value.to_string())),
            _ => {}
        }
    }
}

#[test]
fn japanese_sentences_use_the_glossarys_terms() {
    let never = never();
    let mut faults = Vec::new();
    for (file, _, text) in sentences().iter().filter(|(_, lang, _)| *lang == "ja") {
        let rest = PUBLIC_COMPOUNDS.iter().fold(text.clone(), |text, compound| text.replace(compound, ""));
        let found = never.iter().map(String::as_str).filter(|word| text.contains(word)).chain(rest.contains("公開").then_some("公開"));
        faults.extend(found.map(|word| format!("{file}: 「{word}」 in {text}")));
    }
    assert!(faults.is_empty(), "words of the last column of docs/glossary.md:\n{}", faults.join("\n"));
}

#[test]
fn english_sentences_use_the_glossarys_terms() {
    let mut faults = Vec::new();
    for (file, _, text) in sentences().iter().filter(|(_, lang, _)| *lang == "en") {
        let words = format!(" {} ", text.replace(|c: char| !c.is_alphanumeric(), " "));
        let found = ENGLISH_NEVER.iter().filter(|word| words.contains(&format!(" {word} ")));
        faults.extend(found.map(|word| format!("{file}: `{word}` in {text}")));
    }
    assert!(faults.is_empty(), "words of the last column of docs/glossary.md:\n{}", faults.join("\n"));
}
