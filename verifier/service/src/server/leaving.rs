//! How whatever is under way hears that the server was asked to end.

use tokio::sync::watch;

/// Hears of the server's end; as long as it lives the server waits, for its farewell at most.
#[derive(Debug, Clone)]
pub(crate) struct Leaving(watch::Receiver<()>);

/// Tells it.
pub(super) struct Farewell(watch::Sender<()>);

/// A farewell and who hears it.
pub(super) fn farewell() -> (Farewell, Leaving) {
    let (sender, receiver) = watch::channel(());
    (Farewell(sender), Leaving(receiver))
}

impl Leaving {
    /// Is over when the server was asked to end.
    pub(crate) async fn begun(&mut self) {
        let _ = self.0.changed().await;
    }
}

impl Farewell {
    /// Tells everybody, and is over when nobody is left.
    pub(super) async fn say(self) {
        let _ = self.0.send(());
        self.0.closed().await;
    }
}
