//! The world that the guards walk: the demo without a rate limit, and what fills the places of a path.

use app::Config;
use testkit::TestApp;
use web::Route;

/// The people whose roles are walked; the stranger comes beside them.
pub const ROLES: [&str; 8] = ["lead", "triage", "owner-net", "pr", "legal", "exec", "auditor", "admin"];

/// A name that no thing bears.
pub const NONSENSE: &str = "zz-9_~";

/// The demo, its people and things, and no limit on posts: a walk is not a flood.
pub async fn world() -> TestApp {
    let mut config: Config = app::demo::config();
    config.limits.posts_per_minute = 10_000_000;
    let app = TestApp::empty(config, true).await;
    app::demo::build(&app.house, 1).await.unwrap();
    app
}

/// Names of things that the lead can see.
pub struct Things {
    case: Option<String>,
    report: Option<String>,
    advisory: Option<String>,
    vulnerability: Option<String>,
    token: String,
}

impl Things {
    pub async fn of(app: &TestApp) -> Self {
        let lead = app.ctx("lead").await;
        let (case, report, advisory, vulnerability) = lead
            .read(|tx, viewer| {
                let case = tx.cases(viewer, true, None, 1)?.pop().map(|case| case.number);
                let report = tx.reports(viewer, app::report::Queue::All, None, 1)?.pop().map(|report| report.number);
                let advisory = tx.advisories(viewer, None, 1)?.pop().map(|row| row.advisory.number);
                Ok((case, report, advisory, tx.vulnerability_ids_in_use()?.pop()))
            })
            .await
            .unwrap();
        let new = app::person::NewToken { name: "walked".into(), scopes: vec!["catalogue:read".into()], days: 1 };
        let token = app::person::make_token(&app.ctx("qa").await, new).await.unwrap().id.get().to_string();
        Self { case, report, advisory, vulnerability, token }
    }

    /// The value of one place, known by its own name or by the noun before it; none when the demo has no such thing.
    fn value(&self, before: &str, name: &str) -> Option<String> {
        match (before, name) {
            (_, "lang") => Some("en".into()),
            ("products", _) => Some("kd-cam200".into()),
            ("releases", _) => Some("1.4.0".into()),
            // Nobody who walks: an account that is shut would end the walk.
            ("people" | "users", _) => Some("qa".into()),
            ("as", _) => Some("deputy".into()),
            ("tokens", _) => Some(self.token.clone()),
            ("cases", _) => self.case.clone(),
            ("undo", _) => Some("ruling-1".into()),
            ("inbox" | "reports", _) => self.report.clone(),
            ("advisories", _) => self.advisory.clone(),
            ("vulnerabilities", _) => self.vulnerability.clone(),
            ("feeds", _) => Some("kev".into()),
            _ => None,
        }
    }

    /// The path with every place filled from the demo; none when something is not there.
    pub fn fill(&self, path: &str) -> Option<String> {
        let mut before = "";
        let mut filled = String::new();
        for piece in path.split('/').skip(1) {
            filled.push('/');
            match place(piece) {
                Some(name) => filled.push_str(&self.value(before, name)?),
                None => filled.push_str(piece),
            }
            before = piece;
        }
        Some(filled)
    }
}

fn place(piece: &str) -> Option<&str> {
    piece.strip_prefix('{')?.strip_suffix('}').map(|name| name.trim_start_matches('*'))
}

/// The path with nonsense in every place.
pub fn nonsense(path: &str) -> String {
    path.split('/').map(|piece| if piece.contains('{') { NONSENSE } else { piece }).collect::<Vec<_>>().join("/")
}

/// How many places a path has.
pub fn places(route: &Route) -> usize {
    route.path.matches('{').count()
}
