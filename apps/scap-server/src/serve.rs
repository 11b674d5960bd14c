//! Serving: from binding the address to a clean stop.

use std::{
    fs,
    io::{self, IsTerminal},
    net::SocketAddr,
    path::Path,
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use scap_registry::Registry;
use tokio::{net::TcpListener, sync::watch, time::MissedTickBehavior};
use tracing_subscriber::EnvFilter;

use crate::{
    commands::now,
    config::Config,
    error::{ServerError, chain},
    routes::{App, router},
    trust,
};

/// How often nonces and reservations are swept.
const SWEEP: Duration = Duration::from_secs(60);
/// How long running requests may take once the server is told to stop: a little more than any may take.
const STOP: Duration = Duration::from_secs(12);

/// Serves until a signal says stop. `SCAP_SERVER_LOG` chooses what is logged, such as `debug`.
pub(crate) async fn serve(config: Config) -> Result<ExitCode, ServerError> {
    config.check_listen()?;
    let filter = EnvFilter::builder().with_env_var("SCAP_SERVER_LOG").try_from_env();
    let filter = filter.unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(io::stderr).init();

    let (validator, anchors) = trust::validator(&config)?;
    if anchors == 0 {
        tracing::warn!("no trust anchors: every card is refused until some are imported");
    }
    let failed = |source| ServerError::Listen { address: config.listen, source };
    let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let settings = config.settings(address);
    let public_url = settings.public_url.clone();
    let registry = Registry::open(&config.database(), validator, settings).await?;
    registry.sweep(now()?).await?;
    let Config { newest_client, minimum_client, download, .. } = config;
    let app = Arc::new(App { registry, newest_client, minimum_client, download });

    let (stop, stopping) = watch::channel(false);
    let signal = stop_signal()?;
    let sweeper = tokio::spawn(sweep(Arc::clone(&app), stopping.clone()));
    let server = axum::serve(listener, router(Arc::clone(&app))).with_graceful_shutdown(stopped(stopping));
    let server = tokio::spawn(async move { server.await });
    if let Some(path) = &config.port_file {
        write_port_file(path, address)?;
    }
    tracing::info!(%address, public_url, data = %config.data.display(), "serving");

    signal.await;
    tracing::info!("stopping");
    stop.send_replace(true);
    let outcome = match tokio::time::timeout(STOP, server).await {
        Ok(Ok(outcome)) => outcome.map_err(ServerError::Serve),
        Ok(Err(error)) => Err(ServerError::Serve(io::Error::other(error))),
        Err(_) => {
            tracing::warn!("connections were cut off");
            Ok(())
        }
    };
    // The sweeper ends by itself; should it have failed, there is nothing more to do for it.
    let _ = sweeper.await;
    app.registry.close().await;
    tracing::info!("stopped");
    outcome.map(|()| ExitCode::SUCCESS)
}

/// Sweeps every minute until the server stops.
async fn sweep(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    let mut minute = tokio::time::interval(SWEEP);
    minute.set_missed_tick_behavior(MissedTickBehavior::Delay);
    minute.tick().await;
    loop {
        tokio::select! {
            _ = minute.tick() => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        let Ok(now) = now() else { continue };
        match app.registry.sweep(now).await {
            Ok(swept) if swept.abandoned > 0 => tracing::info!(abandoned = swept.abandoned, "swept"),
            Ok(_) => {}
            Err(error) => tracing::error!(code = error.code(), error = chain(&error), "sweeping failed"),
        }
    }
}

async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is a stop as well.
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// Ends on SIGTERM or SIGINT.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, ServerError> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate()).map_err(ServerError::Runtime)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(ServerError::Runtime)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ends on Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, ServerError> {
    let mut interrupt = tokio::signal::windows::ctrl_c().map_err(ServerError::Runtime)?;
    Ok(async move {
        interrupt.recv().await;
    })
}

/// Writes beside the file and renames, so that whoever waits for it never reads half an address.
fn write_port_file(path: &Path, address: SocketAddr) -> Result<(), ServerError> {
    let part = path.with_extension("part");
    fs::write(&part, format!("{address}\n"))
        .and_then(|()| fs::rename(&part, path))
        .map_err(|source| ServerError::File { path: path.to_owned(), source })
}
