//! People, their roles, sessions, tokens and the setup link.

use crate::StoreError;
use crate::tx::Tx;
use crate::value::Row;
use domain::id::{DivisionId, PersonId, TokenId};
use domain::instant::Instant;
use domain::viewer::{Actor, Grant, Role, Viewer};

/// A person as administrators and colleagues see them; no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Row number.
    pub id: PersonId,
    /// Name typed at sign-in.
    pub login: String,
    /// Name shown.
    pub name: String,
    /// Mail address; empty when none.
    pub mail: String,
    /// `ja` or `en`.
    pub lang: String,
    /// `auto`, `light` or `dark`.
    pub theme: String,
    /// Whether a TOTP secret is set.
    pub totp: bool,
    /// When the account was shut.
    pub disabled_at: Option<Instant>,
    /// Roles held.
    pub grants: Vec<Grant>,
}

/// What the door needs to check a sign-in; read by the program itself only.
#[derive(Clone)]
pub struct Credentials {
    /// The person.
    pub person: Person,
    /// argon2id hash in PHC form.
    pub password: String,
    /// TOTP secret, base32.
    pub totp_secret: Option<String>,
    /// The last 30-second step that was accepted, so that a code works once.
    pub totp_last_step: Option<i64>,
}

/// A person to be added.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Name typed at sign-in.
    pub login: String,
    /// Name shown.
    pub name: String,
    /// Mail address.
    pub mail: String,
    /// `ja` or `en`.
    pub lang: String,
    /// argon2id hash in PHC form.
    pub password: String,
}

/// An API token as its owner sees it; never the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Row number.
    pub id: TokenId,
    /// Its name.
    pub name: String,
    /// For whom it acts.
    pub person_id: PersonId,
    /// Login of that person.
    pub login: String,
    /// Scopes, such as `sboms:write`.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends.
    pub expires_at: Instant,
    /// Last use.
    pub last_used_at: Option<Instant>,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
}

/// How a setup link stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupLink {
    /// When it was printed.
    pub created_at: Instant,
    /// Digest of the browser's secret that opened it first.
    pub holder: Option<Vec<u8>>,
    /// When it was used up or replaced.
    pub ended_at: Option<Instant>,
}

/// Division of a grant that holds everywhere, as kept in the ledger.
const EVERYWHERE: i64 = 0;

const PERSON: &str = "id, login, name, mail, lang, theme, totp_secret, disabled_at";

fn machine(viewer: &Viewer) -> bool {
    matches!(viewer.actor, Actor::System | Actor::Operator)
}

fn colleague(viewer: &Viewer) -> bool {
    machine(viewer) || viewer.person().is_some()
}

fn person_from(row: &Row) -> Result<Person, StoreError> {
    Ok(Person {
        id: row.get("id")?,
        login: row.get("login")?,
        name: row.get("name")?,
        mail: row.get("mail")?,
        lang: row.get("lang")?,
        theme: row.get("theme")?,
        totp: row.get::<Option<String>>("totp_secret")?.is_some(),
        disabled_at: row.get("disabled_at")?,
        grants: Vec::new(),
    })
}

fn token_from(row: &Row) -> Result<Token, StoreError> {
    let scopes: String = row.get("scopes")?;
    Ok(Token {
        id: row.get("id")?,
        name: row.get("name")?,
        person_id: row.get("person_id")?,
        login: row.get("login")?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        last_used_at: row.get("last_used_at")?,
        revoked_at: row.get("revoked_at")?,
    })
}

impl Tx<'_> {
    /// How many people have an account; none means that setup is still to be done.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn people_count(&mut self) -> Result<i64, StoreError> {
        self.query_value("SELECT count(*) FROM person", &[])
    }

    /// Everybody with an account, by login.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn people(&mut self, viewer: &Viewer) -> Result<Vec<Person>, StoreError> {
        if !colleague(viewer) {
            return Ok(Vec::new());
        }
        let rows = self.query(&format!("SELECT {PERSON} FROM person ORDER BY login"), &[])?;
        let mut people = rows.iter().map(person_from).collect::<Result<Vec<_>, _>>()?;
        for grant in self.query("SELECT person_id, role, division_id FROM role_grant ORDER BY role", &[])? {
            let id: PersonId = grant.get("person_id")?;
            if let Some(person) = people.iter_mut().find(|person| person.id == id) {
                person.grants.push(grant_from(&grant)?);
            }
        }
        Ok(people)
    }

    /// One person.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn person(&mut self, viewer: &Viewer, id: PersonId) -> Result<Option<Person>, StoreError> {
        if !colleague(viewer) {
            return Ok(None);
        }
        let Some(row) = self.query_opt(&format!("SELECT {PERSON} FROM person WHERE id = $1"), &[&id])? else { return Ok(None) };
        let mut person = person_from(&row)?;
        person.grants = self.grants(id)?;
        Ok(Some(person))
    }

    /// One person by login.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn person_by_login(&mut self, viewer: &Viewer, login: &str) -> Result<Option<Person>, StoreError> {
        let id = self.query_opt("SELECT id FROM person WHERE login = $1", &[&login])?;
        id.map_or(Ok(None), |row| self.person(viewer, row.get("id")?))
    }

    fn grants(&mut self, id: PersonId) -> Result<Vec<Grant>, StoreError> {
        let rows = self.query("SELECT role, division_id FROM role_grant WHERE person_id = $1 ORDER BY role", &[&id])?;
        rows.iter().map(grant_from).collect()
    }

    /// What the door checks a sign-in against. Only the program itself may read it.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn credentials(&mut self, viewer: &Viewer, login: &str) -> Result<Option<Credentials>, StoreError> {
        if !machine(viewer) {
            return Ok(None);
        }
        let sql = format!("SELECT {PERSON}, password, totp_last_step FROM person WHERE login = $1 AND disabled_at IS NULL");
        let Some(row) = self.query_opt(&sql, &[&login])? else { return Ok(None) };
        let mut person = person_from(&row)?;
        person.grants = self.grants(person.id)?;
        Ok(Some(Credentials {
            person,
            password: row.get("password")?,
            totp_secret: row.get("totp_secret")?,
            totp_last_step: row.get("totp_last_step")?,
        }))
    }

    /// Adds a person; answers none when the login is taken.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_person(&mut self, new: &NewPerson, now: Instant) -> Result<Option<PersonId>, StoreError> {
        let row = self.query_opt(
            "INSERT INTO person (login, name, mail, lang, theme, password, created_at) VALUES ($1, $2, $3, $4, 'auto', $5, $6) \
             ON CONFLICT (login) DO NOTHING RETURNING id",
            &[&new.login, &new.name, &new.mail, &new.lang, &new.password, &now],
        )?;
        row.map(|row| row.get("id")).transpose()
    }

    /// Gives a role.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn grant_role(&mut self, person: PersonId, grant: Grant) -> Result<bool, StoreError> {
        let division = grant.division.map_or(EVERYWHERE, DivisionId::get);
        let touched = self.execute(
            "INSERT INTO role_grant (person_id, role, division_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            &[&person, &grant.role.key(), &division],
        )?;
        Ok(touched == 1)
    }

    /// Takes a role back.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn revoke_role(&mut self, person: PersonId, grant: Grant) -> Result<bool, StoreError> {
        let division = grant.division.map_or(EVERYWHERE, DivisionId::get);
        let touched = self.execute(
            "DELETE FROM role_grant WHERE person_id = $1 AND role = $2 AND division_id = $3",
            &[&person, &grant.role.key(), &division],
        )?;
        Ok(touched == 1)
    }

    /// Shuts or reopens an account. Shutting ends its sessions.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn set_person_disabled(&mut self, person: PersonId, at: Option<Instant>) -> Result<(), StoreError> {
        self.execute("UPDATE person SET disabled_at = $1 WHERE id = $2", &[&at, &person])?;
        if at.is_some() {
            self.execute("DELETE FROM session WHERE person_id = $1", &[&person])?;
        }
        Ok(())
    }

    /// Replaces the password and ends all sessions.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn set_password(&mut self, person: PersonId, hash: &str) -> Result<(), StoreError> {
        self.execute("UPDATE person SET password = $1 WHERE id = $2", &[&hash, &person])?;
        self.execute("DELETE FROM session WHERE person_id = $1", &[&person])?;
        Ok(())
    }

    /// Sets or removes the TOTP secret.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn set_totp(&mut self, person: PersonId, secret: Option<&str>) -> Result<(), StoreError> {
        self.execute("UPDATE person SET totp_secret = $1, totp_last_step = NULL WHERE id = $2", &[&secret.map(str::to_owned), &person])?;
        Ok(())
    }

    /// Marks a TOTP step as used; false when it was used already.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn use_totp_step(&mut self, person: PersonId, step: i64) -> Result<bool, StoreError> {
        let touched = self.execute(
            "UPDATE person SET totp_last_step = $1 WHERE id = $2 AND (totp_last_step IS NULL OR totp_last_step < $1)",
            &[&step, &person],
        )?;
        Ok(touched == 1)
    }

    /// Keeps the language and theme that the person chose.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn set_preferences(&mut self, person: PersonId, lang: &str, theme: &str) -> Result<(), StoreError> {
        self.execute("UPDATE person SET lang = $1, theme = $2 WHERE id = $3", &[&lang, &theme, &person])?;
        Ok(())
    }

    /// Opens a session under the digest of its secret.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn open_session(&mut self, hash: &[u8], person: PersonId, now: Instant, expires: Instant) -> Result<(), StoreError> {
        self.execute("DELETE FROM session WHERE expires_at < $1", &[&now])?;
        self.execute(
            "INSERT INTO session (hash, person_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)",
            &[&hash, &person, &now, &expires],
        )?;
        Ok(())
    }

    /// The person of a session that has not ended.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn session_person(&mut self, hash: &[u8], now: Instant) -> Result<Option<Person>, StoreError> {
        let row = self.query_opt(
            "SELECT p.id FROM session s JOIN person p ON p.id = s.person_id \
             WHERE s.hash = $1 AND s.expires_at > $2 AND p.disabled_at IS NULL",
            &[&hash, &now],
        )?;
        row.map_or(Ok(None), |row| self.person(&Viewer::system(), row.get("id")?))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn end_session(&mut self, hash: &[u8]) -> Result<(), StoreError> {
        self.execute("DELETE FROM session WHERE hash = $1", &[&hash])?;
        Ok(())
    }

    /// Makes a token under the digest of its secret.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_token(
        &mut self,
        hash: &[u8],
        name: &str,
        person: PersonId,
        scopes: &[String],
        now: Instant,
        expires: Instant,
    ) -> Result<TokenId, StoreError> {
        self.query_one(
            "INSERT INTO token (hash, name, person_id, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
            &[&hash, &name, &person, &scopes.join(" "), &now, &expires],
        )?
        .get("id")
    }

    /// The token of a secret's digest, with its person, while both are in force.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn token_person(&mut self, hash: &[u8], now: Instant) -> Result<Option<(Token, Person)>, StoreError> {
        let row = self.query_opt(
            "SELECT t.id, t.name, t.person_id, p.login, t.scopes, t.created_at, t.expires_at, t.last_used_at, t.revoked_at \
             FROM token t JOIN person p ON p.id = t.person_id \
             WHERE t.hash = $1 AND t.expires_at > $2 AND t.revoked_at IS NULL AND p.disabled_at IS NULL",
            &[&hash, &now],
        )?;
        let Some(row) = row else { return Ok(None) };
        let token = token_from(&row)?;
        let person = self.person(&Viewer::system(), token.person_id)?;
        Ok(person.map(|person| (token, person)))
    }

    /// Notes the last use of a token, at most once a minute.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn touch_token(&mut self, id: TokenId, now: Instant) -> Result<(), StoreError> {
        self.execute("UPDATE token SET last_used_at = $1 WHERE id = $2", &[&now, &id])?;
        Ok(())
    }

    /// Tokens: an administrator's view of all, everybody else's own.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn tokens(&mut self, viewer: &Viewer) -> Result<Vec<Token>, StoreError> {
        let all = machine(viewer) || viewer.has(Role::Admin);
        let me = viewer.person().map_or(-1, PersonId::get);
        let rows = self.query(
            "SELECT t.id, t.name, t.person_id, p.login, t.scopes, t.created_at, t.expires_at, t.last_used_at, t.revoked_at \
             FROM token t JOIN person p ON p.id = t.person_id WHERE ($1 = 1 OR t.person_id = $2) ORDER BY t.id DESC",
            &[&all, &me],
        )?;
        rows.iter().map(token_from).collect()
    }

    /// Revokes a token that the viewer can see; false when there is none.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn revoke_token(&mut self, viewer: &Viewer, id: TokenId, now: Instant) -> Result<bool, StoreError> {
        let all = machine(viewer) || viewer.has(Role::Admin);
        let me = viewer.person().map_or(-1, PersonId::get);
        let touched = self.execute(
            "UPDATE token SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL AND ($3 = 1 OR person_id = $4)",
            &[&now, &id, &all, &me],
        )?;
        Ok(touched == 1)
    }

    /// Keeps a new setup link and ends all earlier ones.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn add_setup_link(&mut self, hash: &[u8], now: Instant) -> Result<(), StoreError> {
        self.execute("UPDATE setup_link SET ended_at = $1 WHERE ended_at IS NULL", &[&now])?;
        self.execute("INSERT INTO setup_link (hash, created_at) VALUES ($1, $2)", &[&hash, &now])?;
        Ok(())
    }

    /// How a setup link stands.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn setup_link(&mut self, hash: &[u8]) -> Result<Option<SetupLink>, StoreError> {
        let row = self.query_opt("SELECT created_at, holder, ended_at FROM setup_link WHERE hash = $1", &[&hash])?;
        row.map(|row| Ok(SetupLink { created_at: row.get("created_at")?, holder: row.get("holder")?, ended_at: row.get("ended_at")? }))
            .transpose()
    }

    /// Binds a setup link to the first browser that opened it.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn hold_setup_link(&mut self, hash: &[u8], holder: &[u8], now: Instant) -> Result<(), StoreError> {
        self.execute("UPDATE setup_link SET holder = $1, opened_at = $2 WHERE hash = $3 AND holder IS NULL", &[&holder, &now, &hash])?;
        Ok(())
    }

    /// Ends a setup link.
    ///
    /// # Errors
    /// A failure of the engine.
    pub fn end_setup_link(&mut self, hash: &[u8], now: Instant) -> Result<(), StoreError> {
        self.execute("UPDATE setup_link SET ended_at = $1 WHERE hash = $2", &[&now, &hash])?;
        Ok(())
    }
}

fn grant_from(row: &Row) -> Result<Grant, StoreError> {
    let word: String = row.get("role")?;
    let role = Role::from_key(&word).ok_or(StoreError::Word { column: "role_grant.role", word })?;
    let division: i64 = row.get("division_id")?;
    Ok(Grant { role, division: (division != EVERYWHERE).then(|| DivisionId::new(division)) })
}
