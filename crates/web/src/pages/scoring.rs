//! P05c: CVSS 4.0 and 3.1 side by side, metric by metric in words, and the SSVC table of suppliers beside them.
//!
//! Everything stands in the address, so that a sheet can be sent to a colleague. Pressing the button loads the page anew; with script the
//! same answer arrives without a load.

use crate::frame::{Frame, PageResult, Staff, page};
use crate::routes::Routes;
use app::refusals;
use app::workbench::cvss::{self, Group, Vector, Version};
use app::workbench::ssvc::{self, Path};
use askama::Template;
use axum::extract::Query;
use domain::access::Act;
use words::{Lang, Words};

pub(crate) fn routes() -> Routes {
    Routes::new().page("/app/scoring", Act::StaffRead, sheet)
}

/// The table of decisions that a maker uses.
const TABLE: &str = "DT_SP";
/// Changes that are listed.
const CHANGES_MAX: usize = 8;
/// Fields of the sheet and their names in the form of a case.
const FIELDS: [(&str, &str); 4] =
    [("ssvc.E", "exploitation"), ("ssvc.U", "utility"), ("ssvc.TI", "technical_impact"), ("ssvc.PSI", "public_safety_impact")];

/// The field of the sheet for a decision point as cases keep it.
pub(super) fn field_of(point: &str) -> Option<&'static str> {
    FIELDS.iter().find(|(_, name)| *name == point).map(|(field, _)| *field)
}

/// Characters of the id of a vulnerability that are carried along.
const ID_CHARS_MAX: usize = 80;

/// The pairs of the address.
struct Asked(Vec<(String, String)>);

impl Asked {
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// A number of a case, as numbers are made: what is anything else would lead the form that records elsewhere.
    fn case(&self) -> String {
        let given = self.get("case");
        if domain::number::is_plain(given) { given.to_owned() } else { String::new() }
    }
}

#[derive(Template)]
#[template(path = "scoring.html")]
struct Page {
    f: Frame,
    w: Words,
    sheets: [Sheet; 2],
    tree: Tree,
    case: String,
    vulnerability: String,
}

/// One version of CVSS.
struct Sheet {
    key: &'static str,
    version: &'static str,
    vector: String,
    fault: String,
    score: Option<Scored>,
    left: Vec<&'static str>,
    groups: Vec<Metrics>,
    changes: Vec<Change>,
}

struct Scored {
    score: String,
    word: &'static str,
    name: &'static str,
}

/// The metrics of one group.
struct Metrics {
    key: &'static str,
    name: &'static str,
    open: bool,
    metrics: Vec<Metric>,
}

struct Metric {
    field: String,
    key: &'static str,
    name: &'static str,
    values: Vec<Choice>,
    meaning: &'static str,
}

struct Choice {
    key: &'static str,
    name: &'static str,
    chosen: bool,
}

/// A change of one metric and what it would come to.
struct Change {
    metric: &'static str,
    to: &'static str,
    score: String,
    word: &'static str,
    delta: String,
}

/// The table of decisions with the answers so far.
struct Tree {
    points: Vec<Metric>,
    path: Option<Decided>,
    rows: Vec<Vec<Cell>>,
    given: bool,
}

struct Decided {
    name: &'static str,
    word: &'static str,
    sentence: String,
    turns: Vec<String>,
    /// Point and value as the form of a case names them.
    answers: Vec<(&'static str, String)>,
}

/// A cell of the table: how many rows it spans, and whether the answers so far lead through it.
struct Cell {
    words: &'static str,
    span: usize,
    on: bool,
    decision: &'static str,
}

async fn sheet(staff: Staff, Query(asked): Query<Vec<(String, String)>>) -> PageResult {
    let (asked, w) = (Asked(asked), staff.w);
    let sheets = [Sheet::of(w, &asked, Version::V40, "v40"), Sheet::of(w, &asked, Version::V31, "v31")];
    let tree = Tree::of(w, &asked);
    page(&Page {
        f: staff.f,
        w,
        sheets,
        tree,
        case: asked.case(),
        vulnerability: asked.get("vulnerability").chars().take(ID_CHARS_MAX).collect(),
    })
}

impl Sheet {
    /// Reads the pasted vector, or the metrics that were chosen where the vector stands as it was shown.
    fn of(w: Words, asked: &Asked, version: Version, key: &'static str) -> Self {
        let (typed, shown) = (asked.get(key), asked.get(&format!("{key}.shown")));
        let chosen: Vec<(&'static cvss::Metric, &'static cvss::Value)> = version
            .metrics()
            .iter()
            .filter_map(|metric| Some((metric, metric.value(asked.get(&format!("{key}.{}", metric.key)))?)))
            .collect();
        let pasted = !typed.is_empty() && (typed != shown || chosen.is_empty());
        let missing = |metric: &&cvss::Metric| metric.mandatory && !chosen.iter().any(|(other, _)| other.key == metric.key);
        let left: Vec<&'static str> =
            if pasted { Vec::new() } else { version.metrics().iter().filter(missing).map(|metric| metric.key).collect() };
        let text = match (pasted, left.is_empty()) {
            (true, _) => typed.to_owned(),
            (false, true) => written(version, &chosen),
            (false, false) => String::new(),
        };
        let read = if text.is_empty() { Ok(None) } else { read(&text, version).map(Some) };
        let (vector, fault) = match read {
            Ok(vector) => (vector, String::new()),
            Err(refusal) => (None, w.refusal(&refusal)),
        };
        let chosen = match &vector {
            Some(vector) => vector
                .explain()
                .filter_map(|e| version.metrics().iter().find(|m| m.key == e.metric)?.value(e.value).map(|v| (e.metric, v.key)))
                .collect(),
            None => chosen.iter().map(|(metric, value)| (metric.key, value.key)).collect::<Vec<_>>(),
        };
        Self {
            key,
            version: version.key(),
            score: vector.as_ref().map(|vector| Scored {
                score: vector.score().to_string(),
                word: vector.score().severity.key(),
                name: vector.nomenclature(),
            }),
            changes: vector.as_ref().map(|vector| changes(w, vector)).unwrap_or_default(),
            vector: vector.map_or(text, |vector| vector.canonical()),
            fault,
            // Nothing given yet is no fault: the metrics that are left are named once the first is chosen.
            left: if chosen.is_empty() { Vec::new() } else { left },
            groups: groups(w, version, key, &chosen),
        }
    }
}

/// The vector of chosen metrics, in the order of the specification.
fn written(version: Version, chosen: &[(&'static cvss::Metric, &'static cvss::Value)]) -> String {
    let metrics = chosen.iter().map(|(metric, value)| format!("/{}:{}", metric.key, value.key));
    format!("CVSS:{}{}", version.key(), metrics.collect::<String>())
}

fn read(text: &str, version: Version) -> Result<Vector, domain::refusal::Refusal> {
    let vector = Vector::parse(text).map_err(refusals::of_vector)?;
    if vector.version() == version { Ok(vector) } else { Err(domain::refusal::Refusal::CvssBadPrefix) }
}

fn changes(w: Words, vector: &Vector) -> Vec<Change> {
    let all = cvss::what_if(vector);
    let shown = all.iter().filter(|change| {
        change.metric.group == Group::Base || change.metric.group == Group::Threat || change.metric.group == Group::Temporal
    });
    shown
        .take(CHANGES_MAX)
        .map(|change| Change {
            metric: w.pick(change.metric.name_ja, change.metric.name_en),
            to: w.pick(change.to.name_ja, change.to.name_en),
            score: change.score.to_string(),
            word: change.score.severity.key(),
            delta: format!("{}{}.{}", if change.delta < 0 { '−' } else { '+' }, change.delta.abs() / 10, change.delta.abs() % 10),
        })
        .collect()
}

fn groups(w: Words, version: Version, key: &str, chosen: &[(&'static str, &'static str)]) -> Vec<Metrics> {
    let mut groups: Vec<Metrics> = Vec::new();
    for metric in version.metrics() {
        if groups.last().is_none_or(|group| group.key != metric.group.key()) {
            let name = w.pick(metric.group.name_ja(), metric.group.name_en());
            groups.push(Metrics { key: metric.group.key(), name, open: metric.group == Group::Base, metrics: Vec::new() });
        }
        let held = chosen.iter().find(|(name, _)| *name == metric.key).map(|(_, value)| *value);
        // An optional metric ends with its "not defined", which is what nobody chose.
        let held = held.or_else(|| if metric.mandatory { None } else { metric.values.last().map(|value| value.key) });
        let value = held.and_then(|held| metric.value(held));
        let Some(group) = groups.last_mut() else { continue };
        group.open |= !metric.mandatory && value.is_some_and(|value| Some(value.key) != metric.values.last().map(|last| last.key));
        group.metrics.push(Metric {
            field: format!("{key}.{}", metric.key),
            key: metric.key,
            name: w.pick(metric.name_ja, metric.name_en),
            values: metric
                .values
                .iter()
                .map(|value| Choice { key: value.key, name: w.pick(value.name_ja, value.name_en), chosen: Some(value.key) == held })
                .collect(),
            meaning: value.map_or("", |value| w.pick(value.meaning_ja, value.meaning_en)),
        });
    }
    groups
}

impl Tree {
    fn of(w: Words, asked: &Asked) -> Self {
        let Some(table) = ssvc::table(TABLE) else { return Self { points: Vec::new(), path: None, rows: Vec::new(), given: false } };
        let given: Vec<(&str, &str)> = table
            .inputs
            .iter()
            .map(|point| (point.key, asked.get(&format!("ssvc.{}", point.key))))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let place = |point: &ssvc::Point| given.iter().find(|(key, _)| *key == point.key).and_then(|(_, value)| point.place(value));
        let points = table.inputs.iter().map(|point| {
            let held = place(point);
            Metric {
                field: format!("ssvc.{}", point.key),
                key: point.key,
                name: w.pick(point.name_ja, point.name_en),
                values: point
                    .values
                    .iter()
                    .enumerate()
                    .map(|(at, value)| Choice { key: value.key, name: w.pick(value.name_ja, value.name_en), chosen: Some(at) == held })
                    .collect(),
                meaning: w.pick(point.question_ja, point.question_en),
            }
        });
        let held: Vec<Option<usize>> = table.inputs.iter().map(|point| place(point)).collect();
        let path = (given.len() == table.inputs.len()).then(|| table.walk(&given).ok()).flatten();
        Self { points: points.collect(), path: path.map(|path| decided(w, &path)), rows: rows(w, table, &held), given: !given.is_empty() }
    }
}

fn decided(w: Words, path: &Path) -> Decided {
    let turn = |turn: ssvc::Turn| {
        let (point, to) = (w.pick(turn.point.name_ja, turn.point.name_en), w.pick(turn.to.name_ja, turn.to.name_en));
        w.scoring_turn(w.pick(turn.outcome.name_ja, turn.outcome.name_en), point, to)
    };
    let field = |step: &ssvc::Step| {
        FIELDS.iter().find(|(field, _)| field.strip_prefix("ssvc.") == Some(step.point.key)).map_or("", |(_, name)| *name)
    };
    Decided {
        name: w.pick(path.outcome().name_ja, path.outcome().name_en),
        word: urgency(path.outcome().key),
        sentence: if w.lang == Lang::Ja { path.sentence_ja() } else { path.sentence_en() },
        turns: path.turns().into_iter().map(turn).collect(),
        answers: path.steps().iter().map(|step| (field(step), step.answer.name_en.to_lowercase().replace([' ', '-'], "_"))).collect(),
    }
}

/// The colour of a decision, as a word of severity.
fn urgency(decision: &str) -> &'static str {
    match decision {
        "I" => "critical",
        "O" => "high",
        "S" => "medium",
        _ => "low",
    }
}

/// The table as rows of cells; a cell whose answer goes on below spans the rows.
fn rows(w: Words, table: &'static ssvc::Table, held: &[Option<usize>]) -> Vec<Vec<Cell>> {
    let all: Vec<(Vec<usize>, usize)> = table.rows().collect();
    let fits = |answers: &[usize]| answers.iter().zip(held).all(|(answer, held)| held.is_none_or(|held| held == *answer));
    let mut out = Vec::new();
    for (at, (answers, outcome)) in all.iter().enumerate() {
        let mut cells = Vec::new();
        for (column, point) in table.inputs.iter().enumerate() {
            let front = &answers[..=column];
            if at > 0 && all[at - 1].0[..=column] == *front {
                continue;
            }
            let value = &point.values[answers[column]];
            cells.push(Cell {
                words: w.pick(value.name_ja, value.name_en),
                span: all[at..].iter().take_while(|(others, _)| others[..=column] == *front).count(),
                on: fits(front),
                decision: "",
            });
        }
        let value = &table.outcome.values[*outcome];
        cells.push(Cell { words: w.pick(value.name_ja, value.name_en), span: 1, on: fits(answers), decision: urgency(value.key) });
        out.push(cells);
    }
    out
}
