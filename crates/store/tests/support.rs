//! Throw-away ledgers of both engines, and the small world that the stories happen in.

use domain::id::{CaseId, DivisionId, PersonId, ProductId, ReleaseId};
use domain::instant::Instant;
use domain::psirt_case::{CaseKind, Visibility};
use domain::report::Intake;
use domain::viewer::{Actor, Approver, Grant, Role, Viewer};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use store::catalogue::{NewComponent, NewProduct, NewSbom};
use store::intake::NewReport;
use store::people::NewPerson;
use store::{Store, StoreError, Target, Tx};

/// Monday 2026-11-16 09:00 in Tokyo.
pub const NOW: Instant = Instant::from_ms(1_794_787_200_000);

/// A ledger that goes away with its test.
pub struct Ledger {
    pub store: Store,
    pub target: Target,
    gone: Gone,
}

enum Gone {
    Folder(PathBuf),
    Database { admin: String, name: String },
}

impl Drop for Gone {
    fn drop(&mut self) {
        match self {
            Self::Folder(folder) => drop(std::fs::remove_dir_all(folder)),
            Self::Database { admin, name } => {
                let (admin, sql) = (admin.clone(), format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                let _ = std::thread::spawn(move || {
                    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(admin_runs(&admin, &sql))
                })
                .join();
            }
        }
    }
}

fn unique() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("hinomi_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A folder that goes away with its test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        let folder = std::env::temp_dir().join(unique());
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

pub async fn sqlite() -> Ledger {
    let folder = std::env::temp_dir().join(unique());
    std::fs::create_dir_all(&folder).unwrap();
    let target = Target::Sqlite { path: folder.join("ledger.db"), durable: false };
    Ledger { store: Store::open(&target).await.unwrap(), target, gone: Gone::Folder(folder) }
}

/// A fresh database on the server of `HINOMI_TEST_POSTGRES`; none, and loudly so, without one.
pub async fn postgres() -> Option<Ledger> {
    let Ok(admin) = std::env::var("HINOMI_TEST_POSTGRES") else {
        eprintln!("SKIPPED on PostgreSQL: HINOMI_TEST_POSTGRES is not set; run the tests through scripts/with-postgres");
        return None;
    };
    let name = unique();
    admin_runs(&admin, &format!("CREATE DATABASE {name}")).await;
    let (server, _) = admin.rsplit_once('/').expect("an address with a database");
    let target = Target::Postgres { url: format!("{server}/{name}") };
    Some(Ledger { store: Store::open(&target).await.unwrap(), target, gone: Gone::Database { admin, name } })
}

async fn admin_runs(admin: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(admin, tokio_postgres::NoTls).await.unwrap();
    let driver = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
    drop(client);
    drop(driver.await);
}

impl Ledger {
    /// Opens the same ledger once more, as another process would.
    pub async fn again(&self) -> Result<Store, StoreError> {
        Store::open(&self.target).await
    }

    /// The file of a SQLite ledger.
    pub fn file(&self) -> &std::path::Path {
        match &self.target {
            Target::Sqlite { path, .. } => path,
            Target::Postgres { .. } => panic!("not a file: {}", matches!(self.gone, Gone::Database { .. })),
        }
    }
}

/// Runs a write that cannot be refused.
pub async fn write<T: Send + 'static>(store: &Store, body: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static) -> T {
    store.write(body).await.unwrap()
}

/// Runs a read that cannot be refused.
pub async fn read<T: Send + 'static>(store: &Store, body: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static) -> T {
    store.read(body).await.unwrap()
}

/// Two divisions with a product each, and somebody in every role.
#[derive(Clone)]
pub struct World {
    pub net: DivisionId,
    pub cam: DivisionId,
    pub gateway: ProductId,
    pub camera: ProductId,
    pub gateway_release: ReleaseId,
    pub camera_release: ReleaseId,
    pub lead: Viewer,
    pub deputy: Viewer,
    pub triage: Viewer,
    pub net_owner: Viewer,
    pub cam_triage: Viewer,
    pub pr: Viewer,
    pub executive: Viewer,
    pub auditor: Viewer,
    pub admin: Viewer,
}

impl World {
    pub async fn new(store: &Store) -> Self {
        write(store, Self::build).await
    }

    fn build(tx: &mut Tx<'_>) -> Result<Self, StoreError> {
        let net = tx.ensure_division("net", "通信", "Networks")?;
        let cam = tx.ensure_division("cam", "映像", "Imaging")?;
        let product = |division_id, slug: &str, name: &str| NewProduct {
            division_id,
            slug: slug.to_owned(),
            name: name.to_owned(),
            exposure: "internet".to_owned(),
            listed: true,
            owner_id: None,
        };
        let gateway = tx.add_product(&product(net, "kd-gw10", "KD-GW10 ゲートウェイ"), NOW)?.unwrap();
        let camera = tx.add_product(&product(cam, "kd-cam200", "KD-CAM200"), NOW)?.unwrap();
        let gateway_release = tx.add_release(gateway, "2.1.1", Some(NOW), None, NOW)?.unwrap();
        let camera_release = tx.add_release(camera, "1.4.0", None, Some(NOW.plus_days(400)), NOW)?.unwrap();
        let mut somebody = |login: &str, role: Role, division: Option<DivisionId>| {
            let new = NewPerson {
                login: login.to_owned(),
                name: login.to_owned(),
                mail: String::new(),
                lang: "ja".to_owned(),
                password: "$argon2id$".to_owned(),
            };
            let id = tx.add_person(&new, NOW)?.unwrap();
            tx.grant_role(id, Grant { role, division })?;
            Ok::<_, StoreError>(viewer(id, login, role, division))
        };
        Ok(Self {
            lead: somebody("lead", Role::Lead, None)?,
            deputy: somebody("deputy", Role::Lead, None)?,
            triage: somebody("triage", Role::Triage, None)?,
            net_owner: somebody("owner-net", Role::Owner, Some(net))?,
            cam_triage: somebody("triage-cam", Role::Triage, Some(cam))?,
            pr: somebody("pr", Role::Approver(Approver::Pr), None)?,
            executive: somebody("executive", Role::Executive, None)?,
            auditor: somebody("auditor", Role::Auditor, None)?,
            admin: somebody("admin", Role::Admin, None)?,
            net,
            cam,
            gateway,
            camera,
            gateway_release,
            camera_release,
        })
    }
}

pub fn viewer(id: PersonId, login: &str, role: Role, division: Option<DivisionId>) -> Viewer {
    Viewer { actor: Actor::Person(id), name: login.to_owned(), grants: vec![Grant { role, division }], token_scopes: None }
}

/// A case of the team, opened now.
pub fn open_case(tx: &mut Tx<'_>, number: &str, title: &str, owner: &Viewer) -> Result<CaseId, StoreError> {
    tx.add_case(number, title, CaseKind::Vulnerability, owner.person(), NOW)
}

/// Makes a case its members' only.
pub fn restrict(tx: &mut Tx<'_>, case: CaseId, members: &[&Viewer]) -> Result<(), StoreError> {
    tx.set_visibility(case, Visibility::Restricted)?;
    for member in members {
        assert!(tx.add_member(case, member.person().unwrap(), NOW)?);
    }
    Ok(())
}

/// A report as it arrives.
pub fn report(number: &str, product: &str, description: &str) -> NewReport {
    NewReport {
        number: number.to_owned(),
        public_ref: format!("REF-{number}"),
        code_hash: number.as_bytes().to_vec(),
        lang: "ja".to_owned(),
        source: "web".to_owned(),
        intake: Intake {
            product: product.to_owned(),
            description: description.to_owned(),
            credit: "a finder".to_owned(),
            mail: "finder@example.com".to_owned(),
            ..Intake::default()
        },
        removed: 0,
        attachments: Vec::new(),
        ack_due_at: NOW.plus_days(2),
    }
}

/// An SBOM with `n` npm components of two keys each.
pub fn sbom(n: usize) -> NewSbom {
    let component = |at: usize| NewComponent {
        reference: format!("ref-{at}"),
        name: format!("component-{at:05}"),
        version: Some("1.0.0".to_owned()),
        purl: Some(format!("pkg:npm/component-{at:05}@1.0.0")),
        cpe: None,
        other_purls: None,
        supplier: None,
        said: None,
        kind: "library".to_owned(),
        unmatchable: (at % 10 == 9).then(|| "no_version".to_owned()),
        keys: vec![format!("purl:npm/component-{at:05}"), format!("name:component-{at:05}")],
    };
    NewSbom {
        digest: "ab".repeat(32),
        format: "CycloneDX 1.6".to_owned(),
        bytes: b"{}".to_vec(),
        problems: "[]".to_owned(),
        components: (0..n).map(component).collect(),
    }
}
