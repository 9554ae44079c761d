//! Lines of text in a map of where text is: connected areas, measured along their longer axis.

/// A line of text: its middle, the direction it runs in (either of the two), its length and its thickness.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TextLine {
    pub centre: [f32; 2],
    pub along: [f32; 2],
    pub length: f32,
    /// At the start and at the end, which differ where the picture was taken at an angle.
    pub thickness: [f32; 2],
}

/// Areas of fewer pixels are specks.
const SMALLEST: usize = 40;

impl TextLine {
    /// The same line read from its other end.
    pub fn reversed(self) -> Self {
        let ([x, y], [start, end]) = (self.along, self.thickness);
        Self { along: [-x, -y], thickness: [end, start], ..self }
    }

    /// How far a point lies along the line and across it, from its middle; across is downwards for who reads the line.
    pub fn place(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let ([dx, dy], [ax, ay]) = ([x - self.centre[0], y - self.centre[1]], self.along);
        [dx * ax + dy * ay, dy * ax - dx * ay]
    }

    /// The line in a picture so many times as large.
    pub fn scaled(self, [x, y]: [f32; 2]) -> Self {
        let scale = (x + y) / 2.0;
        Self {
            centre: [self.centre[0] * x, self.centre[1] * y],
            along: self.along,
            length: self.length * scale,
            thickness: self.thickness.map(|thickness| thickness * scale),
        }
    }

    /// The mean thickness.
    pub fn thick(&self) -> f32 {
        (self.thickness[0] + self.thickness[1]) / 2.0
    }

    /// Both in one, where the other goes on in the same direction after a gap of at most half their lengths.
    fn with(&self, other: &Self) -> Option<Self> {
        let ends = [-0.5, 0.5].map(|end: f32| {
            let reach = end * other.length;
            self.place([other.centre[0] + reach * other.along[0], other.centre[1] + reach * other.along[1]])
        });
        let aligned = ends.iter().all(|[_, across]| across.abs() < self.thick());
        let [first, last] = [ends[0][0].min(ends[1][0]), ends[0][0].max(ends[1][0])];
        let half = self.length / 2.0;
        let gap = (first - half).max(-half - last);
        let alike = (self.thick() / other.thick()).ln().abs() < 0.5;
        if !aligned || !alike || gap > (self.length + other.length) / 2.0 {
            return None;
        }
        let (start, end) = (first.min(-half), last.max(half));
        let middle = (start + end) / 2.0;
        let centre = [self.centre[0] + middle * self.along[0], self.centre[1] + middle * self.along[1]];
        Some(Self { centre, length: end - start, ..*self })
    }

    fn measure(pixels: &[[f32; 2]]) -> Option<Self> {
        let count = pixels.len() as f32;
        let mean = |of: &dyn Fn(&[f32; 2]) -> f32| pixels.iter().map(of).sum::<f32>() / count;
        let centre = [mean(&|pixel| pixel[0]), mean(&|pixel| pixel[1])];
        let (xx, yy) = (mean(&|p| (p[0] - centre[0]).powi(2)), mean(&|p| (p[1] - centre[1]).powi(2)));
        let xy = mean(&|p| (p[0] - centre[0]) * (p[1] - centre[1]));
        let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
        let mut line = Self { centre, along: [angle.cos(), angle.sin()], length: 0.0, thickness: [0.0; 2] };
        let places: Vec<f32> = pixels.iter().map(|pixel| line.place(*pixel)[0]).collect();
        let first = places.iter().copied().reduce(f32::min)?;
        let last = places.iter().copied().reduce(f32::max)?;
        line.length = last - first + 1.0;
        let third = line.length / 3.0;
        let within =
            |from: f32, to: f32| places.iter().filter(|place| (from..to).contains(*place)).count() as f32;
        line.thickness = [within(first, first + third) / third, within(last - third, last + 1.0) / third];
        let middle = (first + last) / 2.0;
        line.centre = [centre[0] + middle * line.along[0], centre[1] + middle * line.along[1]];
        Some(line)
    }
}

/// The lines, those made one that a gap parts.
pub(super) fn joined(mut lines: Vec<TextLine>) -> Vec<TextLine> {
    lines.sort_by(|one, other| other.length.total_cmp(&one.length));
    let mut whole: Vec<TextLine> = Vec::new();
    for line in lines {
        let joined = whole.iter_mut().find_map(|one| one.with(&line).map(|both| (one, both)));
        match joined {
            Some((one, both)) => *one = both,
            None => whole.push(line),
        }
    }
    whole
}

/// Text is where the probability is higher.
const TEXT: f32 = 0.3;

/// An area whose mean probability is lower is no text.
const MEAN: f32 = 0.6;

/// The connected areas of a map of probabilities, row by row, as lines.
pub(super) fn text_lines(map: &[f32], width: usize) -> Vec<TextLine> {
    let mut seen = vec![false; map.len()];
    let mut lines = Vec::new();
    for start in 0..map.len() {
        let (pixels, probability) = area(map, width, start, &mut seen);
        if pixels.len() >= SMALLEST && probability >= MEAN * pixels.len() as f32 {
            lines.extend(TextLine::measure(&pixels));
        }
    }
    lines
}

/// The pixels connected with this one, and the sum of their probabilities.
fn area(map: &[f32], width: usize, start: usize, seen: &mut [bool]) -> (Vec<[f32; 2]>, f32) {
    let (mut pixels, mut sum) = (Vec::new(), 0.0);
    let mut waiting = vec![start];
    while let Some(at) = waiting.pop() {
        match (map.get(at), seen.get_mut(at)) {
            (Some(probability), Some(seen)) if *probability > TEXT && !*seen => {
                *seen = true;
                sum += probability;
            }
            _ => continue,
        }
        let (column, row) = (at % width, at / width);
        pixels.push([column as f32, row as f32]);
        let left = (column > 0).then(|| at - 1);
        let right = (column + 1 < width).then(|| at + 1);
        waiting.extend([left, right, at.checked_sub(width), Some(at + width)].into_iter().flatten());
    }
    (pixels, sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A map on which a bar stands, with its middle, angle, length and thickness at both ends.
    fn bar(centre: [f32; 2], degrees: f32, length: f32, thickness: [f32; 2]) -> Vec<f32> {
        let radians = degrees.to_radians();
        let bar = TextLine { centre, along: [radians.cos(), radians.sin()], length, thickness };
        let inside = |at: usize| {
            let [along, across] = bar.place([(at % 200) as f32, (at / 200) as f32]);
            let share = along / length + 0.5;
            let half = (thickness[0] + (thickness[1] - thickness[0]) * share) / 2.0;
            (0.0..=1.0).contains(&share) && across.abs() <= half
        };
        (0..200 * 200).map(|at| if inside(at) { 0.9 } else { 0.1 }).collect()
    }

    #[test]
    fn a_bar_is_measured_at_any_angle() {
        for degrees in [0.0, 7.0, 45.0, 90.0, 171.0] {
            let lines = text_lines(&bar([100.0, 90.0], degrees, 140.0, [10.0, 10.0]), 200);
            let [line] = lines.as_slice() else { panic!("{degrees}: {} lines", lines.len()) };
            assert!((line.length - 140.0).abs() < 4.0 && (line.thick() - 10.0).abs() < 1.5, "{line:?}");
            assert!((line.centre[0] - 100.0).abs() < 1.0 && (line.centre[1] - 90.0).abs() < 1.0, "{line:?}");
            let radians = degrees.to_radians();
            let parallel = line.along[0] * radians.cos() + line.along[1] * radians.sin();
            assert!(parallel.abs() > 0.999, "{degrees}: {line:?}");
        }
    }

    #[test]
    fn a_bar_seen_at_an_angle_is_thicker_at_one_end() {
        let line = text_lines(&bar([100.0, 90.0], 0.0, 150.0, [8.0, 16.0]), 200)[0];
        assert!(line.thickness[1] > line.thickness[0] + 3.0, "{line:?}");
        assert_eq!(line.reversed().thickness, [line.thickness[1], line.thickness[0]]);
    }

    #[test]
    fn parts_of_one_line_are_joined_and_lines_below_each_other_are_not() {
        let part = |x: f32, y: f32, length: f32| TextLine {
            centre: [x, y],
            along: [1.0, 0.0],
            length,
            thickness: [10.0, 10.0],
        };
        let whole = joined(vec![part(50.0, 20.0, 100.0), part(170.0, 22.0, 80.0), part(100.0, 50.0, 190.0)]);
        assert_eq!(whole.len(), 2);
        assert!(whole.contains(&TextLine { centre: [105.0, 20.0], length: 210.0, ..part(0.0, 0.0, 0.0) }));
    }

    #[test]
    fn specks_and_nothing() {
        assert_eq!(text_lines(&bar([100.0, 90.0], 0.0, 5.0, [4.0, 4.0]), 200), []);
        assert_eq!(text_lines(&[], 200), []);
        assert_eq!(text_lines(&[0.5; 200 * 200], 200), [], "unsure everywhere");
    }
}
