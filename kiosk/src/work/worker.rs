//! The worker: a thread that carries out effects and posts reports.

use super::desk::Desk;
use super::{Inputs, LiveView};
use crate::flow::{CaseNumber, Effect, Event, Outage, Report};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

/// Where reports go.
#[derive(Clone)]
pub struct Post {
    events: Sender<Event>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Post {
    /// Reports become events of the flow; `wake` asks for a new frame.
    pub fn new(events: Sender<Event>, wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self { events, wake: Arc::new(wake) }
    }

    /// Posts a report of the work for a case.
    pub fn post(&self, case: CaseNumber, report: Report) {
        // Without a window there is nobody left to report to.
        let _ = self.events.send(Event::Work(case, report));
        (self.wake)();
    }

    /// Asks for a new frame.
    pub(super) fn wake(&self) {
        (self.wake)();
    }
}

/// The case that is being worked for: work for an earlier one stops by itself.
#[derive(Clone, Default)]
pub(super) struct CurrentCase(Arc<AtomicU64>);

impl CurrentCase {
    pub(super) fn is(&self, case: CaseNumber) -> bool {
        self.0.load(Ordering::Acquire) == case.0
    }
}

/// Says that the thread has stopped, should it ever stop by itself.
struct Watch(Post);

impl Drop for Watch {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.post(CaseNumber::default(), Report::Outage(Outage::Stopped));
        }
    }
}

/// The thread behind the window.
pub struct Worker {
    orders: Sender<(CaseNumber, Effect)>,
    current: CurrentCase,
    live: LiveView,
}

impl Worker {
    /// Starts the thread; opening the networks is its first work.
    pub fn start(inputs: Inputs, post: Post) -> Self {
        let (orders, received) = channel();
        let (current, live) = (CurrentCase::default(), LiveView::new(Mutex::new(None)));
        let desk = Desk::new(inputs, post.clone(), current.clone(), Arc::clone(&live));
        let watch = Watch(post);
        std::thread::spawn(move || {
            let _told_when_it_ends = watch;
            desk.work(&received);
        });
        Self { orders, current, live }
    }

    /// Asks for an effect; what is still done for an earlier case stops.
    pub fn order(&self, case: CaseNumber, effect: Effect) {
        self.current.0.store(case.0, Ordering::Release);
        // A thread that stopped has told so itself, once.
        let _ = self.orders.send((case, effect));
    }

    /// What the camera shows.
    pub fn live(&self) -> &LiveView {
        &self.live
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{Flow, Mode, Timings};
    use crate::text::Language;
    use std::time::Duration;

    #[test]
    fn a_thread_that_stops_is_told_of() {
        let (sender, events) = channel();
        let watch = Watch(Post::new(sender, || ()));
        let ended = std::thread::spawn(move || {
            let _told_when_it_ends = watch;
            panic!("the work fails");
        });
        assert!(ended.join().is_err());
        assert!(matches!(events.recv(), Ok(Event::Work(_, Report::Outage(Outage::Stopped)))));
        assert!(events.recv().is_err(), "once");
    }

    #[test]
    fn a_window_whose_thread_has_stopped_comes_to_its_end() {
        let (orders, gone) = channel();
        drop(gone);
        let (current, live) = (CurrentCase::default(), LiveView::new(Mutex::new(None)));
        let worker = Worker { orders, current, live };
        let mut flow = Flow::new(Mode::Attended, Timings::ATTENDED, Language::English);
        let stopped = Event::Work(CaseNumber(7), Report::Outage(Outage::Stopped));
        let effects = flow.handle(stopped, Duration::ZERO);
        assert!(matches!(effects.as_slice(), [Effect::Wipe]));
        for effect in effects {
            worker.order(flow.case(), effect); // has nowhere to post that it is gone
        }
        assert_eq!(flow.state().name(), "out-of-service");
    }
}
