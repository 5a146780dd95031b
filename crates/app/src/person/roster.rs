//! The roster: accounts with their roles in words that the API and forms use.

use crate::{Ctx, Error, Result};
use domain::access::{self, Act, Reach};
use domain::viewer::{Role, Viewer};
use store::catalogue::Division;
use store::people::Person;

/// A role that a person holds.
#[derive(Debug, Clone)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// The division that it is limited to; none = all.
    pub division: Option<Division>,
}

impl Held {
    /// `role` or `role:division`, as it is given and taken back.
    #[must_use]
    pub fn key(&self) -> String {
        self.division.as_ref().map_or_else(|| self.role.key().to_owned(), |division| format!("{}:{}", self.role.key(), division.slug))
    }
}

/// An account with its roles.
#[derive(Debug, Clone)]
pub struct Account {
    /// The person.
    pub person: Person,
    /// The roles held.
    pub roles: Vec<Held>,
}

fn account(person: Person, divisions: &[Division]) -> Account {
    let held = |grant: &domain::viewer::Grant| Held {
        role: grant.role,
        division: grant.division.and_then(|id| divisions.iter().find(|division| division.id == id).cloned()),
    };
    Account { roles: person.grants.iter().map(held).collect(), person }
}

/// Every account, by login, and the divisions that roles can be limited to.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger.
pub async fn roster(ctx: &Ctx) -> Result<(Vec<Account>, Vec<Division>)> {
    ctx.enter(Act::Manage)?;
    ctx.read(|tx, viewer| {
        let divisions = tx.divisions(viewer)?;
        Ok((tx.people(viewer)?.into_iter().map(|person| account(person, &divisions)).collect(), divisions))
    })
    .await
}

/// One account, and the divisions that its roles can be limited to.
///
/// # Errors
/// No such person, the refusal of the access table, or a failure of the ledger.
pub async fn of_login(ctx: &Ctx, login: String) -> Result<(Account, Vec<Division>)> {
    ctx.enter(Act::Manage)?;
    ctx.read(move |tx, viewer| {
        let person = tx.person_by_login(viewer, &login)?.ok_or_else(Error::not_found)?;
        let divisions = tx.divisions(viewer)?;
        Ok((account(person, &divisions), divisions))
    })
    .await
}

/// The scopes that are of use to the viewer: those of acts that one of its roles reaches.
#[must_use]
pub fn scopes_of(viewer: &Viewer) -> Vec<&'static str> {
    let useful = |scope: &str| Act::ALL.iter().any(|act| access::scope(*act) == Some(scope) && access::widest(viewer, *act) != Reach::No);
    access::scopes().into_iter().filter(|scope| useful(scope)).collect()
}
