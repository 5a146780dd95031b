//! Advisories: drafted from a case, approved word for word, published in one act.

mod approve;
mod check;
pub mod content;
mod draft;
mod gather;
mod publication;
mod read;
pub mod site;
mod tell;

pub use approve::{COMMENT_CHARS_MAX, approve, give_back, hat_of, request_approval};
pub(crate) use approve::{approve_in, request_in};
pub use check::{Advice, Checks};
pub use content::{About, Content, Past, Returned, Row, SECTIONS, Scored, Texts};
pub use draft::{Written, draft, next_edition, write};
pub(crate) use draft::{draft_in, write_in};
pub(crate) use publication::publish_in;
pub use publication::{Published, publish};
pub use read::{
    Detail, Line, Listing, PublicLine, PublicPage, csaf_preview, listing, of_case, public_list, public_page, published_products, view,
};

pub use domain::advisory::{Blocker, EditionState};
pub use store::advisory::{Advisory, AdvisoryRow, ApprovalRow, Edition};
pub use store::queue::Posted;

use crate::{Error, Result};
use domain::access::{self, Act};
use domain::refusal::Refusal;
use domain::viewer::Viewer;
use store::Tx;
use store::psirt_case::Case;

/// The edition that is being worked on, with its case, as somebody who may do the act.
pub(crate) struct Held {
    pub(crate) edition: Edition,
    pub(crate) case: Case,
    pub(crate) content: Content,
}

/// Reads the edition that is being worked on, for an act on it.
fn held(tx: &mut Tx<'_>, viewer: &Viewer, number: &str, act: Act, verb: &str) -> Result<Held> {
    let advisory = tx.advisory(viewer, number)?.ok_or_else(Error::not_found)?;
    let case = advisory.case_id.ok_or_else(Error::not_found)?;
    let case = tx.case_by_id(viewer, case)?.ok_or_else(Error::not_found)?;
    access::allow(viewer, act, case.standing(viewer))?;
    let Some(edition) = tx.draft(viewer, number)? else {
        return Err(Refusal::StateConflict { state: EditionState::Published.key().into(), act: verb.into() }.into());
    };
    let content = Content::read(&edition)?;
    Ok(Held { edition, case, content })
}

/// All blockers in one refusal.
fn not_ready(blockers: &[Blocker]) -> Refusal {
    let item = |b: &Blocker| if b.at.is_empty() { b.what.to_owned() } else { format!("{}: {}", b.what, b.at) };
    Refusal::AdvisoryNotReady { n: blockers.len().to_string(), list: blockers.iter().map(item).collect::<Vec<_>>().join("; ") }
}
