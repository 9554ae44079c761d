//! `cargo xtask bench kiosk`: what the kiosk's window takes, each figure beside its goal.

use crate::demo;
use crate::failure::Failure;
use crate::setup::Setup;

/// A goal: what is measured, in which line the window says it, between which words, and what it should not exceed.
struct Goal {
    what: &'static str,
    line: &'static str,
    before: &'static str,
    unit: &'static str,
    most: f64,
}

const GOALS: [Goal; 5] = [
    Goal { what: "first frame", line: "first frame", before: "after ", unit: "ms", most: 1000.0 },
    Goal {
        what: "own frame work at p95, reading a chip",
        line: "reading:",
        before: P95,
        unit: "ms",
        most: 8.0,
    },
    Goal {
        what: "own frame work at p95, judging live video",
        line: "face:",
        before: P95,
        unit: "ms",
        most: 8.0,
    },
    Goal { what: "processor when idle", line: "idle:", before: "processor ", unit: "%", most: 3.0 },
    Goal { what: "memory, all networks used", line: "review:", before: "memory ", unit: "MB", most: 400.0 },
];

const P95: &str = "own work at p95 ";
/// Live video is judged as often as a camera gives pictures.
const FRAMES_PER_SECOND: f64 = 15.0;

/// Prints one row for each goal.
pub fn run(setup: &Setup) -> Result<(), Failure> {
    let said = demo::kiosk::measure(setup)?;
    println!("\nThe kiosk's window, one control at the counter, OpenGL in software, release profile");
    println!("{:<44} {:>12} {:>12} {:>9}", "", "idkontroll", "goal", "of goal");
    for goal in &GOALS {
        row(goal, figure(&said, goal.line, goal.before));
    }
    let rate = figure(&said, "face:", "frames/s, ");
    let shown = rate.map_or_else(|| "not measured".into(), |rate| format!("{rate:.1} /s"));
    let ratio = rate.map(|rate| format!("{:.2}", rate / FRAMES_PER_SECOND)).unwrap_or_default();
    println!(
        "{:<44} {shown:>12} {FRAMES_PER_SECOND:>9} /s {ratio:>9}",
        "pictures judged and shown, live video"
    );
    Ok(())
}

fn row(goal: &Goal, figure: Option<f64>) {
    let shown = figure.map_or_else(|| "not measured".into(), |figure| format!("{figure:.1} {}", goal.unit));
    let most = format!("{} {}", goal.most, goal.unit);
    let ratio = figure.map(|figure| format!("{:.2}", figure / goal.most)).unwrap_or_default();
    println!("{:<44} {shown:>12} {most:>12} {ratio:>9}", goal.what);
}

/// The number after these words, in the line that begins so.
fn figure(said: &str, line: &str, before: &str) -> Option<f64> {
    let line = said.lines().find(|said| said.starts_with(line))?;
    let (_, after) = line.split_once(before)?;
    after.split(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_between_words() {
        let said = "idle: 2.0 frames/s, 0.0 pictures/s, own work at p95 0.40 ms, processor 1.5 %, memory 200 MB\nfirst frame after 90 ms; 3";
        assert_eq!(figure(said, "idle:", P95), Some(0.4));
        assert_eq!(figure(said, "idle:", "idle: "), Some(2.0));
        assert_eq!(figure(said, "first frame", "after "), Some(90.0));
        assert_eq!(figure(said, "face:", P95), None);
    }
}
