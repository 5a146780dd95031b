//! People, their roles, sessions, tokens and the setup link.

use crate::support::{NOW, World, read, write};
use domain::viewer::{Grant, Role, Viewer};
use store::Store;
use store::people::NewPerson;

on_both_engines!(
    a_person_is_known_to_colleagues_and_its_secrets_to_the_program_only,
    sessions_end_with_the_account_and_the_password,
    a_token_is_seen_by_its_owner_and_revoked_once,
    a_setup_link_belongs_to_the_first_browser,
);

async fn a_person_is_known_to_colleagues_and_its_secrets_to_the_program_only(store: &Store) {
    assert_eq!(read(store, |tx| tx.people_count()).await, 0);
    let world = World::new(store).await;
    write(store, move |tx| {
        let taken = NewPerson {
            login: "lead".to_owned(),
            name: "another".to_owned(),
            mail: String::new(),
            lang: "en".to_owned(),
            password: String::new(),
        };
        assert_eq!(tx.add_person(&taken, NOW)?, None);
        assert_eq!(tx.people(&Viewer::public())?, []);
        assert_eq!(tx.people(&world.triage)?.len(), 9);
        assert_eq!(tx.people_count()?, 9);
        let id = world.cam_triage.person().unwrap();
        assert_eq!(tx.person(&Viewer::public(), id)?, None);
        let person = tx.person(&world.admin, id)?.unwrap();
        assert_eq!(person.grants, [Grant { role: Role::Triage, division: Some(world.cam) }]);
        assert_eq!(tx.person_by_login(&world.lead, "triage-cam")?, Some(person));
        assert_eq!(tx.person_by_login(&world.lead, "nobody")?, None);

        let grant = Grant { role: Role::Lead, division: Some(world.net) };
        assert!(tx.grant_role(id, grant)?);
        assert!(!tx.grant_role(id, grant)?);
        assert!(tx.revoke_role(id, grant)?);
        assert!(!tx.revoke_role(id, grant)?);

        assert!(tx.credentials(&world.admin, "lead")?.is_none(), "an administrator reads no hash");
        tx.set_totp(id, Some("ABC"))?;
        assert!(tx.use_totp_step(id, 7)?);
        assert!(!tx.use_totp_step(id, 7)?, "a code works once");
        let credentials = tx.credentials(&Viewer::system(), "triage-cam")?.unwrap();
        assert_eq!((credentials.totp_secret.as_deref(), credentials.totp_last_step), (Some("ABC"), Some(7)));
        assert!(credentials.person.totp);
        tx.set_totp(id, None)?;
        tx.set_preferences(id, "en", "dark")?;
        let person = tx.person(&world.lead, id)?.unwrap();
        assert_eq!((person.lang.as_str(), person.theme.as_str(), person.totp), ("en", "dark", false));
        Ok(())
    })
    .await;
}

async fn sessions_end_with_the_account_and_the_password(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let id = world.triage.person().unwrap();
        tx.open_session(b"one", id, NOW, NOW.plus_hours(1))?;
        assert_eq!(tx.session_person(b"one", NOW)?.unwrap().login, "triage");
        assert_eq!(tx.session_person(b"one", NOW.plus_hours(1))?, None);
        assert_eq!(tx.session_person(b"two", NOW)?, None);
        tx.end_session(b"one")?;
        assert_eq!(tx.session_person(b"one", NOW)?, None);
        tx.open_session(b"two", id, NOW, NOW.plus_hours(1))?;
        tx.set_password(id, "new")?;
        assert_eq!(tx.session_person(b"two", NOW)?, None);
        tx.open_session(b"three", id, NOW, NOW.plus_hours(1))?;
        tx.set_person_disabled(id, Some(NOW))?;
        assert_eq!(tx.session_person(b"three", NOW)?, None);
        assert!(tx.credentials(&Viewer::system(), "triage")?.is_none());
        tx.set_person_disabled(id, None)?;
        assert_eq!(tx.credentials(&Viewer::system(), "triage")?.unwrap().password, "new");
        Ok(())
    })
    .await;
}

async fn a_token_is_seen_by_its_owner_and_revoked_once(store: &Store) {
    let world = World::new(store).await;
    write(store, move |tx| {
        let id = world.net_owner.person().unwrap();
        let scopes = ["sboms:write".to_owned(), "catalogue:read".to_owned()];
        let token = tx.add_token(b"hash", "ci", id, &scopes, NOW, NOW.plus_days(1))?;
        let (found, person) = tx.token_person(b"hash", NOW)?.unwrap();
        assert_eq!((found.scopes.as_slice(), person.login.as_str()), (scopes.as_slice(), "owner-net"));
        assert!(tx.token_person(b"hash", NOW.plus_days(1))?.is_none());
        tx.touch_token(token, NOW)?;
        assert_eq!(tx.tokens(&world.net_owner)?[0].last_used_at, Some(NOW));
        assert_eq!(tx.tokens(&world.admin)?.len(), 1);
        assert_eq!(tx.tokens(&world.lead)?, []);
        assert!(!tx.revoke_token(&world.lead, token, NOW)?);
        assert!(tx.revoke_token(&world.net_owner, token, NOW)?);
        assert!(!tx.revoke_token(&world.admin, token, NOW)?);
        assert!(tx.token_person(b"hash", NOW)?.is_none());
        Ok(())
    })
    .await;
}

async fn a_setup_link_belongs_to_the_first_browser(store: &Store) {
    write(store, |tx| {
        tx.add_setup_link(b"old", NOW)?;
        tx.add_setup_link(b"new", NOW)?;
        assert_eq!(tx.setup_link(b"old")?.unwrap().ended_at, Some(NOW));
        tx.hold_setup_link(b"new", b"first", NOW)?;
        tx.hold_setup_link(b"new", b"second", NOW)?;
        assert_eq!(tx.setup_link(b"new")?.unwrap().holder.as_deref(), Some(b"first".as_slice()));
        tx.end_setup_link(b"new", NOW)?;
        assert_eq!(tx.setup_link(b"new")?.unwrap().ended_at, Some(NOW));
        assert_eq!(tx.setup_link(b"none")?, None);
        Ok(())
    })
    .await;
}
