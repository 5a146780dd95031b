//! Recomputes the contrast of every pair of colours that pages put on each other, from `assets/css/tokens.css`, for light and dark.

use std::collections::BTreeMap;

/// A token of one colour in both themes.
struct Token {
    light: [u8; 3],
    dark: [u8; 3],
}

const TOKENS: &str = include_str!("../assets/css/tokens.css");

/// Smallest ratio of text, and of controls and graphics (WCAG 2.2, 1.4.3 and 1.4.11).
const TEXT: f64 = 4.5;
const GRAPHIC: f64 = 3.0;

/// Ink, ground, smallest ratio, and the ratios the visual language states for light and dark (0 where it states none).
#[rustfmt::skip]
const PAIRS: &[(&str, &str, f64, f64, f64)] = &[
    ("text", "bg", TEXT, 12.6, 0.0),
    ("text", "surface", TEXT, 12.6, 12.8),
    ("text", "raised", TEXT, 11.3, 11.0),
    ("text-sub", "bg", TEXT, 8.5, 0.0),
    ("text-sub", "surface", TEXT, 8.5, 7.6),
    ("text-sub", "raised", TEXT, 0.0, 0.0),
    ("text-sub", "selected-fill", TEXT, 0.0, 0.0),
    ("link", "bg", TEXT, 14.2, 0.0),
    ("link", "surface", TEXT, 14.2, 8.0),
    ("link", "raised", TEXT, 0.0, 0.0),
    ("link", "selected-fill", TEXT, 0.0, 0.0),
    ("link-visited", "surface", TEXT, 10.5, 8.0),
    ("link-visited", "raised", TEXT, 0.0, 0.0),
    ("link-visited", "selected-fill", TEXT, 0.0, 0.0),
    ("primary-ink", "primary-fill", TEXT, 11.1, 8.9),
    ("primary-ink", "primary-hover", TEXT, 0.0, 0.0),
    ("selected-ink", "selected-fill", TEXT, 11.1, 11.5),
    ("error", "surface", TEXT, 5.8, 7.6),
    ("error", "bg", TEXT, 5.8, 0.0),
    ("error", "error-fill", TEXT, 0.0, 0.0),
    ("bg", "text", TEXT, 12.6, 0.0),
    ("critical-ink", "critical-fill", TEXT, 7.8, 8.5),
    ("high-ink", "high-fill", TEXT, 7.3, 8.2),
    ("high-ink", "surface", TEXT, 0.0, 0.0),
    ("medium-ink", "medium-fill", TEXT, 6.4, 10.2),
    ("medium-ink", "surface", TEXT, 0.0, 0.0),
    ("low-ink", "low-fill", TEXT, 9.1, 9.7),
    ("none-ink", "none-fill", TEXT, 7.6, 8.6),
    ("progress-ink", "progress-fill", TEXT, 8.8, 8.0),
    ("progress-ink", "selected-fill", TEXT, 0.0, 0.0),
    ("progress-ink", "raised", TEXT, 0.0, 0.0),
    ("done-ink", "done-fill", TEXT, 7.3, 6.6),
    ("text", "done-fill", TEXT, 0.0, 0.0),
    ("text", "high-fill", TEXT, 0.0, 0.0),
    ("text-sub", "done-fill", TEXT, 0.0, 0.0),
    ("text-sub", "high-fill", TEXT, 0.0, 0.0),
    ("idle-ink", "idle-fill", TEXT, 7.6, 8.6),
    ("embargo-ink", "embargo-fill", TEXT, 11.0, 8.1),
    ("exercise-ink", "exercise-fill", TEXT, 10.9, 9.2),
    ("exercise-ink", "exercise-hatch", TEXT, 0.0, 0.0),
    ("tlp-red", "tlp-ground", TEXT, 5.6, 5.6),
    ("tlp-amber", "tlp-ground", TEXT, 12.8, 12.8),
    ("tlp-green", "tlp-ground", TEXT, 15.4, 15.4),
    ("tlp-clear", "tlp-ground", TEXT, 21.0, 21.0),
    ("shade-ink", "shade-1", TEXT, 0.0, 0.0),
    ("shade-ink", "shade-2", TEXT, 0.0, 0.0),
    ("shade-ink", "shade-3", TEXT, 0.0, 0.0),
    ("shade-ink-strong", "shade-4", TEXT, 0.0, 0.0),
    ("shade-ink-strong", "shade-5", TEXT, 0.0, 0.0),
    ("line-control", "surface", GRAPHIC, 4.5, 4.0),
    ("line-control", "bg", GRAPHIC, 0.0, 0.0),
    ("high-line", "surface", GRAPHIC, 0.0, 0.0),
    ("critical-fill", "surface", GRAPHIC, 0.0, 0.0),
    ("primary-fill", "surface", GRAPHIC, 11.1, 8.0),
    ("primary-fill", "selected-fill", GRAPHIC, 0.0, 0.0),
    ("done-ink", "bg", GRAPHIC, 0.0, 0.0),
    ("embargo-ink", "surface", GRAPHIC, 0.0, 0.0),
    ("series-1", "surface", GRAPHIC, 11.1, 8.0),
    ("series-2", "surface", GRAPHIC, 4.5, 6.9),
    ("series-3", "surface", GRAPHIC, 4.5, 7.6),
    ("focus-outer", "bg", GRAPHIC, 21.0, 12.5),
    ("focus-outer", "focus-inner", GRAPHIC, 0.0, 0.0),
];

/// The stated ratios have one decimal, some of them cut off rather than rounded.
const STATED_TOLERANCE: f64 = 0.1;

#[test]
fn every_pair_keeps_its_ratio_in_both_themes() {
    let tokens = tokens(TOKENS);
    let mut faults = Vec::new();
    for &(ink, ground, least, light, dark) in PAIRS {
        let (above, below) = (&tokens[ink], &tokens[ground]);
        for (theme, ratio, stated) in [("light", ratio(above.light, below.light), light), ("dark", ratio(above.dark, below.dark), dark)] {
            if ratio < least {
                faults.push(format!("{theme}: --{ink} on --{ground} is {ratio:.2}, needs {least}"));
            }
            if stated > 0.0 && (ratio - stated).abs() > STATED_TOLERANCE {
                faults.push(format!("{theme}: --{ink} on --{ground} is {ratio:.2}, the table says {stated}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_ink_with_a_fill_of_its_name_is_in_the_table() {
    let tokens = tokens(TOKENS);
    for name in tokens.keys().filter_map(|name| name.strip_suffix("-ink")) {
        let (ink, fill) = (format!("{name}-ink"), format!("{name}-fill"));
        if tokens.contains_key(fill.as_str()) {
            assert!(PAIRS.iter().any(|pair| pair.0 == ink && pair.1 == fill), "`--{ink}` on `--{fill}` is not measured");
        }
    }
}

#[test]
fn severities_keep_their_order_of_hue() {
    let tokens = tokens(TOKENS);
    let red = tokens["critical-fill"].light;
    let (orange, yellow, blue) = (tokens["high-ink"].light, tokens["medium-ink"].light, tokens["low-ink"].light);
    let hues = [hue(red), hue(orange), hue(yellow), hue(blue)];
    assert!(hues.is_sorted(), "red, orange, yellow, blue: {hues:?}");
}

#[test]
fn the_formula_gives_the_known_ends() {
    assert!((ratio([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 1e-9);
    assert!((ratio([118, 118, 118], [255, 255, 255]) - 4.54).abs() < 0.01);
}

/// Reads `--name: light-dark(#rrggbb, #rrggbb);` and `--name: #rrggbb;`; other values are not colours of a pair.
fn tokens(css: &str) -> BTreeMap<&str, Token> {
    css.lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "))
        .filter_map(|(name, value)| Some((name, token(value)?)))
        .collect()
}

fn token(value: &str) -> Option<Token> {
    let value = value.strip_suffix(';')?;
    let (light, dark) = match value.strip_prefix("light-dark(") {
        Some(both) => both.strip_suffix(')')?.split_once(", ")?,
        None => (value, value),
    };
    Some(Token { light: colour(light)?, dark: colour(dark)? })
}

fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([red, green, blue])
}

/// WCAG 2.2 "contrast ratio".
fn ratio(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// WCAG 2.2 "relative luminance".
fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Angle on the colour wheel in degrees, 0 for red.
fn hue(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(f64::from);
    (3f64.sqrt() * (green - blue)).atan2(2.0 * red - green - blue).to_degrees().rem_euclid(360.0)
}
