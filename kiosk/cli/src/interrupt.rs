//! When a command that runs on ends: at an interrupt, or when asked to terminate.

use crate::outcome::{Failure, failure};
use std::thread;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

/// Waits for an interrupt or for being asked to terminate.
pub async fn interrupted() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// Does this once when that comes.
pub fn at_interrupt(act: impl FnOnce() + Send + 'static) -> Result<(), Failure> {
    let runtime = Builder::new_current_thread().enable_all().build().map_err(failure)?;
    thread::spawn(move || {
        runtime.block_on(interrupted());
        act();
    });
    Ok(())
}
