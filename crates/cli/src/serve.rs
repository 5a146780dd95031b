//! `serve`: listens, works the queues, stops cleanly.

use crate::talk::{Stop, Talk, exit};
use anyhow::Context as _;
use app::{Clock, Config, Ctx, House};
use std::io::Write as _;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Serves an installation.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// Address and port; wins over the configuration.
    #[arg(long)]
    listen: Option<String>,
}

impl Serve {
    pub(crate) async fn run(&self, mut config: Config) -> anyhow::Result<ExitCode> {
        if let Some(listen) = &self.listen {
            config.server.listen.clone_from(listen);
        }
        let listener =
            TcpListener::bind(&config.server.listen).await.with_context(|| format!("listening on `{}`", config.server.listen))?;
        let address = listener.local_addr()?;
        if config.server.public_url == Config::default().server.public_url {
            config.server.public_url = format!("http://{address}");
        }
        let house = House::open(config, Clock::Machine, false).await?;
        let ctx = Ctx::system(&house);
        println(&format!("火の見 Hinomi  {}", house.config.server.public_url));
        if let Some(link) = app::person::setup_link(&ctx).await? {
            println(&format!("最初の設定 / First setup (30 min, one use): {link}"));
        }
        serve(house, listener).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Serves until the process is asked to stop.
pub(crate) async fn serve(house: Arc<House>, listener: TcpListener) -> anyhow::Result<()> {
    let worker = tokio::spawn(app::work::run(Arc::clone(&house)));
    let service = web::router(&house).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(asked_to_stop()).await.context("serving")?;
    worker.abort();
    Ok(())
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(signal) => signal,
            Err(_) => return drop(interrupt.await),
        };
        tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}

pub(crate) async fn print_setup_link(talk: Talk, config: Config) -> anyhow::Result<ExitCode> {
    let house = House::open(config, Clock::Machine, false).await?;
    match app::person::setup_link(&Ctx::system(&house)).await? {
        Some(link) if talk.json => {
            talk.data(&serde_json::json!({ "setup_link": link }));
            Ok(ExitCode::SUCCESS)
        }
        Some(link) => {
            talk.out(&link);
            Ok(ExitCode::SUCCESS)
        }
        None => Err(Stop::with(exit::FAILED, talk.w.cli_setup_over())),
    }
}

/// Writes a line to standard output; a closed pipe is not an error.
pub(crate) fn println(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
