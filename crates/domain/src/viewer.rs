//! Who is reading or acting: no read of the ledger exists without it.

use crate::id::{DivisionId, PersonId};

/// Which approver's hat a person wears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Approver {
    /// Public relations.
    Pr,
    /// Legal.
    Legal,
}

/// A role of `states.md` §14.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Leads the PSIRT, or a division's part of it.
    Lead,
    /// Triages reports and findings.
    Triage,
    /// Owns products, or verifies them.
    Owner,
    /// Approves exact words.
    Approver(Approver),
    /// Sees totals.
    Executive,
    /// Reads the record.
    Auditor,
    /// Runs the machine; reads no case.
    Admin,
}

impl Role {
    /// Every role, in the order of the access grid.
    pub const ALL: [Self; 8] = [
        Self::Lead,
        Self::Triage,
        Self::Owner,
        Self::Approver(Approver::Pr),
        Self::Approver(Approver::Legal),
        Self::Executive,
        Self::Auditor,
        Self::Admin,
    ];

    /// The word kept in the ledger and used in the API.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Triage => "triage",
            Self::Owner => "owner",
            Self::Approver(Approver::Pr) => "pr",
            Self::Approver(Approver::Legal) => "legal",
            Self::Executive => "executive",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    /// The role of a word, or none.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }
}

/// A role, within a division or everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The division it is limited to; none = all.
    pub division: Option<DivisionId>,
}

/// What acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person with an account, in the browser or by a token.
    Person(PersonId),
    /// The local command line on the data directory.
    Operator,
    /// A job of the program itself.
    System,
    /// Nobody signed in.
    Public,
}

/// Who is reading or acting, with what they may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// What acts.
    pub actor: Actor,
    /// The name written into the log.
    pub name: String,
    /// The roles held.
    pub grants: Vec<Grant>,
    /// The scopes of the API token, such as `sboms:write`; none = a browser session with everything its roles allow.
    pub token_scopes: Option<Vec<String>>,
}

impl Viewer {
    /// Nobody signed in.
    #[must_use]
    pub fn public() -> Self {
        Self { actor: Actor::Public, name: "public".to_owned(), grants: Vec::new(), token_scopes: None }
    }

    /// A job of the program.
    #[must_use]
    pub fn system() -> Self {
        Self { actor: Actor::System, name: "system".to_owned(), grants: Vec::new(), token_scopes: None }
    }

    /// The local command line: a lead and an admin everywhere, but a member of no restricted case.
    #[must_use]
    pub fn operator() -> Self {
        let grants = [Role::Lead, Role::Admin].map(|role| Grant { role, division: None }).to_vec();
        Self { actor: Actor::Operator, name: "operator".to_owned(), grants, token_scopes: None }
    }

    /// The person, where one acts.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        match self.actor {
            Actor::Person(id) => Some(id),
            _ => None,
        }
    }

    /// Whether the role is held anywhere.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether the role is held for a division (or everywhere).
    #[must_use]
    pub fn has_in(&self, role: Role, division: Option<DivisionId>) -> bool {
        self.grants.iter().any(|grant| grant.role == role && (grant.division.is_none() || grant.division == division))
    }

    /// Whether a token, if one is used, carries the scope.
    #[must_use]
    pub fn token_allows(&self, scope: &str) -> bool {
        self.token_scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|held| held == scope))
    }
}
