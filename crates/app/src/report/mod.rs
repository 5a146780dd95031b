//! Reports: sent without an account, followed by a receipt code, ruled on by staff.

mod held;
mod queue;
mod read;
mod rule;
mod send;
mod write_back;

pub use held::{Receipt, appeal, reply, status, withdraw};
pub use queue::{assign, snooze, undo};
pub use read::{Shown, attachment, inbox, show};
pub(crate) use rule::rule_at;
pub use rule::{Acceptance, Ruling, accept, contest, join, preview_ruling, rule, start_assessment};
pub(crate) use send::{Checked, Secrets, keepable, take_in};
pub use send::{File, Sending, Sent, check, listed_products, send};
pub(crate) use write_back::say;
pub use write_back::{message, preview};

pub use domain::report::{Intake, ReportState};
pub use store::intake::{Attachment as AttachmentRow, Message as MessageRow, Queue, Report as ReportRow, ReporterView};

use domain::event::{Event, ThingRef};
use store::intake::Report;

/// Begins an entry of the log about a report; one that belongs to a case is read by need to know of that case.
fn event(verb: &'static str, report: &Report, restricted: bool) -> Event {
    let event = Event::new("report", verb, ThingRef::new("report", &report.number));
    report.case_id.map_or(event.clone(), |case| event.of_case(case, restricted))
}
