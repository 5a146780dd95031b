//! The engine over the wire, for installations that several processes serve.

use crate::StoreError;
use crate::tx::{Conn, Tx};
use crate::value::{Row, Value};
use deadpool_postgres::{Client, Config, ManagerConfig, Pool, RecyclingMethod, Runtime};
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

/// Connections of one process.
const CONNECTIONS_MAX: usize = 16;
/// Key of the lock that makes writes follow one another, as on SQLite.
const WRITER_LOCK: &str = "SELECT pg_advisory_xact_lock(4846495454)";

/// PostgreSQL at an address.
pub(crate) struct Postgres {
    pool: Pool,
    /// Held by the write of this process whose turn it is, so that those waiting hold no connection.
    turn: tokio::sync::Mutex<()>,
}

/// One connection, driven from a blocking thread.
pub(crate) struct Session {
    client: Client,
    runtime: Handle,
}

impl Postgres {
    pub(crate) async fn open(url: &str) -> Result<Self, StoreError> {
        let mut config = Config::new();
        config.url = Some(url.to_owned());
        config.manager = Some(ManagerConfig { recycling_method: RecyclingMethod::Fast });
        config.pool = Some(deadpool_postgres::PoolConfig::new(CONNECTIONS_MAX));
        let tls_wanted = ["sslmode=require", "sslmode=verify"].iter().any(|mark| url.contains(mark));
        let pool = if tls_wanted {
            config.create_pool(Some(Runtime::Tokio1), tls()?)
        } else {
            config.create_pool(Some(Runtime::Tokio1), tokio_postgres::NoTls)
        }
        .map_err(|error| StoreError::Pool(error.to_string()))?;
        let store = Self { pool, turn: tokio::sync::Mutex::new(()) };
        let _ = store.session().await?;
        Ok(store)
    }

    async fn session(&self) -> Result<Session, StoreError> {
        let client = self.pool.get().await.map_err(|error| StoreError::Pool(error.to_string()))?;
        Ok(Session { client, runtime: Handle::current() })
    }

    /// Runs a body inside a transaction that begins with `begin`; commits when it answers `Ok`.
    async fn run<T, E, F>(&self, begin: &'static str, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let session = self.session().await?;
        tokio::task::spawn_blocking(move || {
            session.batch(begin)?;
            let mut guard = Rollback { session: &session, armed: true };
            let answer = body(&mut Tx::new(Conn::Postgres(&session)));
            if answer.is_ok() {
                session.batch("COMMIT")?;
                guard.armed = false;
            }
            drop(guard);
            answer
        })
        .await
        .map_err(|error| StoreError::Stopped(error.to_string()))?
    }

    /// Runs a read on one snapshot.
    pub(crate) async fn read<T, E, F>(&self, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body).await
    }

    /// Runs a write after all earlier ones of every process.
    pub(crate) async fn write<T, E, F>(&self, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let _turn = self.turn.lock().await;
        self.run("BEGIN", move |tx| {
            tx.batch(WRITER_LOCK)?;
            body(tx)
        })
        .await
    }

    /// Runs a write that may go beside others: queue claims and sessions.
    pub(crate) async fn write_beside<T, E, F>(&self, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.run("BEGIN", body).await
    }
}

struct Rollback<'s> {
    session: &'s Session,
    armed: bool,
}

impl Drop for Rollback<'_> {
    fn drop(&mut self) {
        if self.armed && self.session.batch("ROLLBACK").is_err() {
            tracing::warn!("a transaction could not be rolled back; its connection is gone");
        }
    }
}

fn tls() -> Result<tokio_postgres_rustls::MakeRustlsConnect, StoreError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = rustls::RootCertStore::empty();
    if let Ok(path) = std::env::var("SSL_CERT_FILE") {
        use rustls::pki_types::CertificateDer;
        use rustls::pki_types::pem::PemObject;
        let bytes = std::fs::read(path)?;
        for certificate in CertificateDer::pem_slice_iter(&bytes).flatten() {
            roots.add(certificate).map_err(|error| StoreError::Pool(error.to_string()))?;
        }
    }
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Pool(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(tokio_postgres_rustls::MakeRustlsConnect::new(config))
}

impl Session {
    pub(crate) fn query(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.runtime.block_on(async {
            let statement = self.client.prepare_cached(sql).await?;
            let names: Arc<[String]> = statement.columns().iter().map(|column| column.name().to_owned()).collect();
            let bound: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
            let rows = self.client.query(&statement, &bound).await?;
            rows.iter()
                .map(|row| {
                    let values = (0..names.len()).map(|at| column(row, at)).collect::<Result<Vec<_>, _>>()?;
                    Ok(Row::new(Arc::clone(&names), values))
                })
                .collect()
        })
    }

    pub(crate) fn execute(&self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        self.runtime.block_on(async {
            let statement = self.client.prepare_cached(sql).await?;
            let bound: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
            Ok(self.client.execute(&statement, &bound).await?)
        })
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        Ok(self.runtime.block_on(self.client.batch_execute(sql))?)
    }
}

fn column(row: &tokio_postgres::Row, at: usize) -> Result<Value, StoreError> {
    let ty = row.columns().get(at).map_or(Type::TEXT, |column| column.type_().clone());
    let value = match ty {
        Type::INT8 => row.try_get::<_, Option<i64>>(at)?.map(Value::Int),
        Type::INT4 => row.try_get::<_, Option<i32>>(at)?.map(|n| Value::Int(i64::from(n))),
        Type::BOOL => row.try_get::<_, Option<bool>>(at)?.map(|b| Value::Int(i64::from(b))),
        Type::FLOAT8 => row.try_get::<_, Option<f64>>(at)?.map(Value::Real),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at)?.map(Value::Blob),
        _ => row.try_get::<_, Option<String>>(at)?.map(Value::Text),
    };
    Ok(value.unwrap_or(Value::Null))
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut tokio_postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(n), &Type::INT4) => i32::try_from(*n)?.to_sql(ty, out),
            (Self::Int(n), &Type::BOOL) => (*n != 0).to_sql(ty, out),
            #[expect(clippy::cast_precision_loss, reason = "small counts in a floating column")]
            (Self::Int(n), &Type::FLOAT8) => (*n as f64).to_sql(ty, out),
            (Self::Int(n), &Type::INT8) => n.to_sql(ty, out),
            (Self::Int(n), _) => n.to_string().to_sql(ty, out),
            (Self::Real(n), _) => n.to_sql(ty, out),
            // PostgreSQL text cannot hold NUL; texts from outside are cleaned before they get here.
            (Self::Text(text), _) => text.replace('\0', "").to_sql(ty, out),
            (Self::Blob(bytes), _) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
