//! Counters in Prometheus' text format: numbers of things, never whose.

use crate::control::State;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

/// The counters.
#[derive(Default)]
pub(crate) struct Metrics(Mutex<Counters>);

#[derive(Default)]
struct Counters {
    plain: BTreeMap<&'static str, u64>,
    states: BTreeMap<&'static str, u64>,
    verdicts: BTreeMap<&'static str, u64>,
    requests: BTreeMap<(String, u16), u64>,
}

impl Metrics {
    /// Counts something by its name.
    pub(crate) fn count(&self, name: &'static str) {
        self.change(|counters| increase(&mut counters.plain, name));
    }

    /// Counts a state that was reached.
    pub(crate) fn count_state(&self, state: State) {
        self.change(|counters| increase(&mut counters.states, state.name()));
    }

    /// Counts a verdict.
    pub(crate) fn count_verdict(&self, verdict: &'static str) {
        self.change(|counters| increase(&mut counters.verdicts, verdict));
    }

    /// Counts an answer of a route, which is a pattern and holds no name of a control.
    pub(crate) fn count_request(&self, route: &str, status: u16) {
        self.change(|counters| increase(&mut counters.requests, (route.to_owned(), status)));
    }

    fn change(&self, change: impl FnOnce(&mut Counters)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The counters, with gauges that were read just now.
    pub(crate) fn text(&self, gauges: &[(&str, u64)]) -> String {
        let counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        for (name, value) in &counters.plain {
            let _ = writeln!(text, "# TYPE idkontroll_{name}_total counter\nidkontroll_{name}_total {value}");
        }
        labelled(&mut text, "state_changes", "state", &counters.states);
        labelled(&mut text, "verdicts", "verdict", &counters.verdicts);
        let _ = writeln!(text, "# TYPE idkontroll_requests_total counter");
        for ((route, status), value) in &counters.requests {
            let _ =
                writeln!(text, "idkontroll_requests_total{{route=\"{route}\",status=\"{status}\"}} {value}");
        }
        for (name, value) in gauges {
            let _ = writeln!(text, "# TYPE idkontroll_{name} gauge\nidkontroll_{name} {value}");
        }
        text
    }
}

fn increase<K: Ord>(map: &mut BTreeMap<K, u64>, key: K) {
    let value = map.entry(key).or_default();
    *value = value.saturating_add(1);
}

fn labelled(text: &mut String, name: &str, label: &str, values: &BTreeMap<&'static str, u64>) {
    let _ = writeln!(text, "# TYPE idkontroll_{name}_total counter");
    for (key, value) in values {
        let _ = writeln!(text, "idkontroll_{name}_total{{{label}=\"{key}\"}} {value}");
    }
}
