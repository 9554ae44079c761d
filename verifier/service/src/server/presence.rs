//! How what waits for long hears that its caller has hung up: it need not wait on, and holds no place.

use tokio::sync::watch;

/// Hears of the caller's leaving.
#[derive(Debug, Clone)]
pub(crate) struct Presence(watch::Receiver<()>);

/// Tells it by being dropped.
pub(super) struct Line(#[expect(dead_code, reason = "its end is what is heard")] watch::Sender<()>);

/// A caller on the line.
pub(super) fn line() -> (Line, Presence) {
    let (sender, receiver) = watch::channel(());
    (Line(sender), Presence(receiver))
}

impl Presence {
    /// Is over when the caller has hung up.
    pub(crate) async fn over(mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

#[cfg(test)]
mod tests {
    use super::line;
    use std::time::Duration;
    use tokio::time::timeout;

    #[tokio::test]
    async fn a_line_is_over_when_it_is_dropped_and_not_before() {
        let (line, presence) = line();
        assert!(timeout(Duration::from_millis(50), presence.clone().over()).await.is_err());
        drop(line);
        assert!(timeout(Duration::from_secs(5), presence.over()).await.is_ok());
    }
}
