//! A house for a test: SQLite in a temporary directory (or PostgreSQL), a clock that stands still.

use crate::browser::Browser;
use app::{Clock, Config, Ctx, House};
use axum::Router;
use domain::instant::Instant;
use domain::viewer::Viewer;
use std::path::PathBuf;
use std::sync::Arc;

/// The instant at which the clock of a test stands: a Saturday before a Japanese holiday.
pub const NOW: &str = "2026-11-21T09:00:00+09:00";

/// A house with its router.
pub struct TestApp {
    /// The house.
    pub house: Arc<House>,
    /// Everything that it serves.
    pub router: Router,
    dir: PathBuf,
}

impl TestApp {
    /// A house with the people and divisions of the demo, and nothing else.
    pub async fn new() -> Self {
        Self::with(app::demo::config()).await
    }

    /// The same with another configuration.
    pub async fn with(config: Config) -> Self {
        let app = Self::empty(config, true).await;
        app::demo::people_only(&app.house).await.unwrap();
        app
    }

    /// The whole demo world.
    pub async fn demo() -> Self {
        let app = Self::empty(app::demo::config(), true).await;
        app::demo::build(&app.house, 1).await.unwrap();
        app
    }

    /// A house with nobody in it.
    pub async fn empty(mut config: Config, demo: bool) -> Self {
        let dir = std::env::temp_dir().join(format!("hinomi-test-{}", &app::secret::fresh().unwrap()[..16]));
        config.server.data_dir.clone_from(&dir);
        config.server.public_url = "http://hinomi.test".to_owned();
        let now = Instant::parse(NOW).unwrap().instant;
        let house = House::open(config, Clock::frozen(now), demo).await.unwrap();
        let router = web::router(&house);
        Self { house, router, dir }
    }

    /// A browser in which a person of the demo is signed in.
    pub async fn browser(&self, login: &str) -> Browser {
        let mut browser = Browser::new(self.router.clone());
        let reply = browser.get(&format!("/demo/as/{login}")).await;
        assert_eq!(reply.status, 303, "{login} could not enter");
        browser.get("/app/language/ja").await;
        browser
    }

    /// A browser of somebody outside.
    #[must_use]
    pub fn stranger(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// A context for a person of the demo.
    pub async fn ctx(&self, login: &str) -> Ctx {
        let system = Ctx::system(&self.house);
        let name = login.to_owned();
        let person = system.read(move |tx, viewer| Ok(tx.person_by_login(viewer, &name)?)).await.unwrap().expect("a person of the demo");
        system.as_viewer(app::person::viewer_of(&person))
    }

    /// A context for nobody in particular.
    #[must_use]
    pub fn public_ctx(&self) -> Ctx {
        Ctx::system(&self.house).as_viewer(Viewer::public())
    }

    /// An API token of a person with scopes.
    pub async fn token(&self, login: &str, scopes: &[&str]) -> String {
        let ctx = self.ctx(login).await;
        let new = app::person::NewToken { name: "test".into(), scopes: scopes.iter().map(|s| (*s).to_owned()).collect(), days: 30 };
        app::person::make_token(&ctx, new).await.unwrap().secret
    }

    /// Moves the clock forward.
    pub fn move_clock(&self, to: &str) {
        assert!(self.house.clock.move_to(Instant::parse(to).unwrap().instant), "the clock goes forward only");
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}
