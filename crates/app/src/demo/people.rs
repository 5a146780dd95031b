//! Divisions and roles of the demo world.

use crate::{Ctx, Result};
use domain::viewer::{Approver, Grant, Role};
use store::people::NewPerson;

/// Slug, Japanese and English name of each division.
pub(super) const DIVISIONS: [(&str, &str, &str); 3] =
    [("video", "映像", "Video"), ("network", "ネットワーク", "Network"), ("control", "制御", "Control")];

/// Login, role and divisions (none = all) of each account. Accounts of a demo have no password: they are entered by a link.
const ACCOUNTS: [(&str, Role, &[&str]); 12] = [
    ("lead", Role::Lead, &[]),
    ("deputy", Role::Lead, &[]),
    ("triage", Role::Triage, &["video", "control"]),
    ("owner-cam", Role::Owner, &["video"]),
    ("owner-plc", Role::Owner, &["control"]),
    ("owner-net", Role::Owner, &["network"]),
    ("pr", Role::Approver(Approver::Pr), &[]),
    ("legal", Role::Approver(Approver::Legal), &[]),
    ("qa", Role::Owner, &[]),
    ("exec", Role::Executive, &[]),
    ("auditor", Role::Auditor, &[]),
    ("admin", Role::Admin, &[]),
];

pub(super) async fn add(ctx: &Ctx) -> Result<()> {
    ctx.transact(|tx, _, now| {
        let mut divisions = Vec::new();
        for (slug, ja, en) in DIVISIONS {
            divisions.push((slug, tx.ensure_division(slug, ja, en)?));
        }
        for (login, role, limited_to) in ACCOUNTS {
            let mail = format!("{login}@kakuu.example");
            let new = NewPerson { login: login.into(), name: login.into(), mail, lang: "ja".into(), password: "!".into() };
            let Some(id) = tx.add_person(&new, now)? else { continue };
            let within: Vec<_> = divisions.iter().filter(|(slug, _)| limited_to.contains(slug)).map(|(_, id)| Some(*id)).collect();
            for division in if within.is_empty() { vec![None] } else { within } {
                tx.grant_role(id, Grant { role, division })?;
            }
        }
        Ok(())
    })
    .await
}
