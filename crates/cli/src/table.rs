//! Tables for people, the same rows as JSON for programs.

use crate::call::Caller;
use crate::talk::Talk;
use app::Config;
use comfy_table::{ContentArrangement, Table, presets};
use domain::instant::Instant;
use serde_json::{Value, json};
use std::io::IsTerminal as _;
use std::process::ExitCode;
use words::Words;

/// Rows of one table.
pub(crate) const ROWS_MAX: usize = 1_000;

/// How a verb ends.
pub(crate) type Ended = anyhow::Result<ExitCode>;

/// How the values of a column are said to people.
#[derive(Debug, Clone, Copy)]
enum Say {
    Plain,
    Instant,
    Day,
    Word(fn(Words, &str) -> &'static str),
}

/// A column: the field that it shows, the word above it, how its values are said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Col {
    field: &'static str,
    head: &'static str,
    say: Say,
}

/// A column that shows its field as it is. `head` is a key of the words `cli_head`.
pub(crate) const fn col(field: &'static str, head: &'static str) -> Col {
    Col { field, head, say: Say::Plain }
}

/// A column of instants.
pub(crate) const fn at(field: &'static str, head: &'static str) -> Col {
    Col { field, head, say: Say::Instant }
}

/// A column of days.
pub(crate) const fn day(field: &'static str, head: &'static str) -> Col {
    Col { field, head, say: Say::Day }
}

/// A column of keys of a closed set, each said by its word.
pub(crate) const fn word(field: &'static str, head: &'static str, say: fn(Words, &str) -> &'static str) -> Col {
    Col { field, head, say: Say::Word(say) }
}

impl Col {
    fn cell(&self, w: Words, row: &Value) -> String {
        let value = &row[self.field];
        let instant = || value.as_str().and_then(|text| Instant::parse(text).ok()).map(|given| given.instant);
        match (self.say, value) {
            (Say::Instant, _) => instant().map_or_else(|| text(row, self.field), |at| w.instant(at)),
            (Say::Day, _) => instant().map_or_else(|| text(row, self.field), |at| w.day(at)),
            (Say::Word(say), Value::String(key)) => Some(say(w, key)).filter(|word| *word != "–").unwrap_or(key).to_owned(),
            _ => text(row, self.field),
        }
    }
}

/// A field as text: a dash where there is nothing, a list with commas.
pub(crate) fn text(value: &Value, field: &str) -> String {
    let plain = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match &value[field] {
        Value::Null => "–".to_owned(),
        Value::Bool(yes) => if *yes { "✓" } else { "–" }.to_owned(),
        Value::Array(items) if items.is_empty() => "–".to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => plain(other),
    }
}

/// Prints rows as JSON, or as a table: fitted to the terminal, at its full width elsewhere.
pub(crate) fn rows(talk: Talk, items: &[Value], columns: &[Col]) {
    if talk.json {
        talk.data(&json!(items));
        return;
    }
    if items.is_empty() {
        talk.say(talk.w.cli_empty());
        return;
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let fitted = std::io::stdout().is_terminal();
    table.set_content_arrangement(if fitted { ContentArrangement::Dynamic } else { ContentArrangement::Disabled });
    table.set_header(columns.iter().map(|column| talk.w.cli_head(column.head)));
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    for item in items {
        table.add_row(columns.iter().map(|column| column.cell(talk.w, item)));
    }
    for line in table.to_string().lines() {
        talk.out(line.trim_end());
    }
}

/// Reads a list and prints it.
pub(crate) async fn list(talk: Talk, config: Config, path: &str, columns: &[Col]) -> Ended {
    let items = Caller::open(talk, config).await?.list(path, ROWS_MAX).await?;
    rows(talk, &items, columns);
    Ok(ExitCode::SUCCESS)
}

/// Reads one thing and prints it.
pub(crate) async fn show(talk: Talk, config: Config, path: &str) -> Ended {
    thing(talk, &Caller::open(talk, config).await?.get(path).await?);
    Ok(ExitCode::SUCCESS)
}

/// Prints one thing: as JSON, or a line for each field and each item of its lists.
pub(crate) fn thing(talk: Talk, value: &Value) {
    if talk.json {
        talk.data(value);
    } else {
        lines(talk, "", value);
    }
}

fn lines(talk: Talk, indent: &str, value: &Value) {
    for (field, value) in value.as_object().into_iter().flatten() {
        match value {
            Value::Null => {}
            Value::Array(items) if items.iter().any(Value::is_object) => {
                talk.out(&format!("{indent}{field}:"));
                for item in items {
                    talk.out(&format!("{indent}  -"));
                    lines(talk, &format!("{indent}    "), item);
                }
            }
            Value::Object(_) => {
                talk.out(&format!("{indent}{field}:"));
                lines(talk, &format!("{indent}  "), value);
            }
            _ => {
                let said = text(&json!({ "it": value }), "it");
                let said = said.lines().collect::<Vec<_>>().join(&format!("\n{indent}  "));
                talk.out(&format!("{indent}{field}: {said}"));
            }
        }
    }
}
