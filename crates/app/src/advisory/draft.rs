//! Writing: a draft from a case, its words, the next edition, a withdrawal.

use super::content::{Content, Past, Row, SECTIONS, Texts, is_japanese};
use super::{Held, gather, held, tell};
use crate::{Ctx, Error, Fault, House, Result, number};
use domain::access::{self, Act};
use domain::advisory::{EditionState, SECTION_CHARS_MAX, TITLE_CHARS_MAX, next_version};
use domain::event::{Event, ThingRef};
use domain::instant::Instant;
use domain::psirt_case::Tlp;
use domain::refusal::Refusal;
use domain::text;
use domain::viewer::Viewer;
use std::sync::Arc;
use store::Tx;
use store::advisory::{Edition, EditionText};
use words::Lang;

/// The words of an edition as its writer sends them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Words in Japanese.
    pub ja: Texts,
    /// Words in English.
    pub en: Texts,
    /// Key of the TLP.
    pub tlp: String,
    /// What changed, in Japanese.
    pub change_ja: String,
    /// What changed, in English.
    pub change_en: String,
}

/// Begins an advisory from a case, prefilled, and answers its number.
///
/// # Errors
/// No such case, or the refusal of the access table.
pub async fn draft(ctx: &Ctx, case: &str) -> Result<String> {
    ctx.enter(Act::AdvisoryWrite)?;
    let (house, case) = (Arc::clone(&ctx.house), case.to_owned());
    ctx.transact(move |tx, viewer, now| draft_in(tx, viewer, &house, &case, now)).await
}

/// As [`draft`], inside a transaction and at an instant of the caller.
pub(crate) fn draft_in(tx: &mut Tx<'_>, viewer: &Viewer, house: &House, case: &str, now: Instant) -> Result<String> {
    let case = tx.case(viewer, case)?.ok_or_else(Error::not_found)?;
    access::allow(viewer, Act::AdvisoryWrite, case.standing(viewer))?;
    let number = number::next(tx, "advisory", &house.config.ids.advisory, now)?;
    let mut content = Content { csaf_lang: house.config.public.csaf_lang.clone(), ..Content::default() };
    let title = if is_japanese(&case.title) { &mut content.ja.title } else { &mut content.en.title };
    title.clone_from(&case.title);
    gather::refresh(tx, viewer, &case, &mut content, now)?;
    prefill(&mut content);
    let advisory = tx.add_advisory(&number, case.id, now)?;
    begin(tx, viewer, house, (advisory, &number, "1.0"), content, now)?;
    let event = Event::new("advisory", "drafted", ThingRef::new("advisory", &number)).with("edition", "1.0");
    tx.record(viewer, &[event.of_case(case.id, case.restricted())], now)?;
    Ok(number)
}

fn begin(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    house: &House,
    (advisory, number, version): (domain::id::AdvisoryId, &str, &str),
    mut content: Content,
    now: Instant,
) -> Result<()> {
    content.writers.extend(viewer.person().map(domain::id::PersonId::get));
    let shell = Edition {
        id: domain::id::EditionId::new(0),
        advisory_id: advisory,
        number: number.to_owned(),
        version: version.to_owned(),
        state: EditionState::Draft,
        // What goes onto the open site is CLEAR, whatever the case is.
        tlp: Tlp::Clear,
        title_ja: String::new(),
        title_en: String::new(),
        content: String::new(),
        digest: String::new(),
        summary: String::new(),
        author_id: None,
        author: viewer.name.clone(),
        edit: 1,
        created_at: now,
        changed_at: now,
        published_at: None,
    };
    let row = text_of(house, &shell, &content, shell.tlp)?;
    match tx.add_edition(viewer, advisory, version, &row, now)? {
        Some(_) => Ok(()),
        None => Err(Refusal::StateConflict { state: version.to_owned(), act: "edition".into() }.into()),
    }
}

fn text_of(house: &House, edition: &Edition, content: &Content, tlp: Tlp) -> Result<EditionText> {
    let edition = Edition { tlp, ..edition.clone() };
    Ok(EditionText {
        tlp,
        title_ja: content.ja.title.clone(),
        title_en: content.en.title.clone(),
        content: content.write()?,
        digest: content.digest(house, &edition),
        summary: content.change().to_owned(),
    })
}

/// What users should do and whom we thank, from the rows.
fn prefill(content: &mut Content) {
    let mut updates: Vec<(&Row, &str)> = Vec::new();
    for row in content.rows.iter().filter(|row| !row.fix_version.is_empty()) {
        if !updates.iter().any(|(known, version)| known.product == row.product && *version == row.fix_version) {
            updates.push((row, &row.fix_version));
        }
    }
    for lang in Lang::ALL {
        let w = lang.words();
        let lines: Vec<String> = updates.iter().map(|(row, version)| w.advisory_prefill_update(&row.product_name, version)).collect();
        let thanks = match content.credits.as_slice() {
            [] => String::new(),
            names => w.advisory_prefill_thanks(names.join(w.pick("、", ", "))),
        };
        let texts = if lang == Lang::Ja { &mut content.ja } else { &mut content.en };
        texts.solution = lines.join("\n");
        texts.credits = thanks;
    }
}

/// Writes other words into the edition that is being worked on. It is a draft again and its approvals are void.
/// `edit` is the edit number that the writer read.
///
/// # Errors
/// Field faults, somebody else's edit, no such edition, or the refusal of the access table.
pub async fn write(ctx: &Ctx, number: &str, edit: i64, written: Written) -> Result<i64> {
    ctx.enter(Act::AdvisoryWrite)?;
    let (house, number) = (Arc::clone(&ctx.house), number.to_owned());
    ctx.transact(move |tx, viewer, now| write_in(tx, viewer, &house, &number, edit, &written, now)).await
}

/// As [`write`], inside a transaction and at an instant of the caller.
pub(crate) fn write_in(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    house: &House,
    number: &str,
    edit: i64,
    written: &Written,
    now: Instant,
) -> Result<i64> {
    let Held { edition, case, mut content, .. } = held(tx, viewer, number, Act::AdvisoryWrite, "edit")?;
    if edition.edit != edit {
        return Err(Refusal::EditConflict { actor: edition.author, ago: edition.changed_at.to_rfc3339() }.into());
    }
    let (clean, tlp) = check(written)?;
    let same = clean.ja == content.ja && clean.en == content.en && tlp == edition.tlp;
    if same && clean.change_ja == content.change_ja && clean.change_en == content.change_en {
        return Ok(edition.edit);
    }
    (content.ja, content.en) = (clean.ja, clean.en);
    (content.change_ja, content.change_en) = (clean.change_ja, clean.change_en);
    let me = viewer.person().map(domain::id::PersonId::get);
    content.writers.extend(me.filter(|me| !content.writers.contains(me)));
    gather::refresh(tx, viewer, &case, &mut content, now)?;
    let voided = tx.approvals(edition.id)?.into_iter().filter(|approval| approval.void_at.is_none()).collect::<Vec<_>>();
    let row = text_of(house, &edition, &content, tlp)?;
    if !tx.edit_edition(viewer, edition.id, edit, &row, now)? {
        return Err(Refusal::EditConflict { actor: edition.author, ago: edition.changed_at.to_rfc3339() }.into());
    }
    let thing = ThingRef::new("advisory", &edition.number);
    let mut events = vec![Event::new("advisory", "edited", thing.clone()).with("edition", &edition.version)];
    if edition.state != EditionState::Draft {
        events.push(Event::new("advisory", "approval_void", thing).with("edition", &edition.version).with("approvals", voided.len()));
    }
    let events: Vec<Event> = events.into_iter().map(|event| event.of_case(case.id, case.restricted())).collect();
    tx.record(viewer, &events, now)?;
    for approval in voided {
        let Some(person) = approval.person_id.and_then(|id| tx.person(&Viewer::system(), domain::id::PersonId::new(id)).transpose()) else {
            continue;
        };
        tell::approval_void(tx, house, &edition, &person?, now)?;
    }
    Ok(edit + 1)
}

fn check(written: &Written) -> Result<(Written, Tlp)> {
    let mut clean = written.clone();
    let mut faults = Vec::new();
    for (lang, texts) in [("ja", &mut clean.ja), ("en", &mut clean.en)] {
        for name in SECTIONS {
            let (limit, one_line) = if name == "title" { (TITLE_CHARS_MAX, true) } else { (SECTION_CHARS_MAX, false) };
            let Some(part) = texts.part_mut(name) else { continue };
            *part = if one_line { text::clean_line(part) } else { text::clean(part).text.trim().to_owned() };
            if text::count(part) > limit {
                faults.push(Fault::new(format!("{lang}.{name}"), Refusal::invalid(name, format!("≤ {limit}"))));
            }
        }
    }
    for (field, part) in [("change_ja", &mut clean.change_ja), ("change_en", &mut clean.change_en)] {
        *part = text::clean(part).text.trim().to_owned();
        if text::count(part) > SECTION_CHARS_MAX {
            faults.push(Fault::new(field, Refusal::invalid("summary", format!("≤ {SECTION_CHARS_MAX}"))));
        }
    }
    let tlp = Tlp::read("tlp", &written.tlp).map_err(|refusal| faults.push(Fault::new("tlp", refusal))).unwrap_or(Tlp::Clear);
    if faults.is_empty() { Ok((clean, tlp)) } else { Err(Error::Fields(faults)) }
}

/// Begins the next edition of an advisory that is out, with its words; `withdrawn` takes the advisory back.
///
/// # Errors
/// Nothing is out, another edition is being worked on, or the refusal of the access table.
pub async fn next_edition(ctx: &Ctx, number: &str, withdrawn: bool) -> Result<String> {
    ctx.enter(Act::AdvisoryWrite)?;
    let (house, number) = (Arc::clone(&ctx.house), number.to_owned());
    ctx.transact(move |tx, viewer, now| next_in(tx, viewer, &house, &number, withdrawn, now)).await
}

/// As [`next_edition`], inside a transaction.
fn next_in(tx: &mut Tx<'_>, viewer: &Viewer, house: &House, number: &str, withdrawn: bool, now: Instant) -> Result<String> {
    let advisory = tx.advisory(viewer, number)?.ok_or_else(Error::not_found)?;
    let case_id = advisory.case_id.ok_or_else(Error::not_found)?;
    let case = tx.case_by_id(viewer, case_id)?.ok_or_else(Error::not_found)?;
    access::allow(viewer, Act::AdvisoryWrite, case.standing(viewer))?;
    let editions = tx.editions(viewer, advisory.id)?;
    let out: Vec<&Edition> = editions.iter().filter(|edition| edition.published_at.is_some()).collect();
    let Some(last) = out.first().filter(|_| out.len() == editions.len()) else {
        let state = editions.first().map_or("draft", |edition| edition.state.key());
        return Err(Refusal::StateConflict { state: state.into(), act: "edition".into() }.into());
    };
    let mut content = Content::read(last)?;
    let at = last.published_at.unwrap_or(last.changed_at).as_ms();
    let (change_ja, change_en) = (std::mem::take(&mut content.change_ja), std::mem::take(&mut content.change_en));
    content.history.push(Past { version: last.version.clone(), at, change_ja, change_en });
    content.writers.clear();
    content.returned = None;
    content.withdrawn = withdrawn;
    gather::refresh(tx, viewer, &case, &mut content, now)?;
    let version = next_version(out.len());
    begin(tx, viewer, house, (advisory.id, number, &version), content, now)?;
    let event = Event::new("advisory", "drafted", ThingRef::new("advisory", number)).with("edition", &version);
    let event = if withdrawn { event.with("withdrawn", "yes") } else { event };
    tx.record(viewer, &[event.of_case(case.id, case.restricted())], now)?;
    Ok(version)
}
