//! Arrays of objects: fields of a pattern that lie below the same array must fit in the same element of it, at every
//! level. Costs as much as there are elements, not as there are combinations of them.

use super::matcher::Key;
use super::subject::Subject;

/// Where one field can be satisfied.
struct Places {
    /// The elements with a value that fits, in order.
    fitting: Vec<u32>,
    /// The elements with any value, where the field may be missing.
    present: Option<Vec<u32>>,
}

/// The first of `places` from `start` up to `end`.
fn first(places: &[u32], start: u32, end: u32) -> Option<u32> {
    let at = places.partition_point(|place| *place < start);
    places.get(at).copied().filter(|place| *place < end)
}

/// Whether fields that fit in some elements each also fit in the same elements.
pub fn fit_together(subject: &Subject<'_>, keys: &[&Key]) -> bool {
    let places = keys.iter().map(|key| {
        let leaves = || subject.at(key.hash, &key.path);
        let fits = leaves().filter(|leaf| key.rules.iter().any(|rule| rule.takes(&leaf.value)));
        // Leaves of one path are in the order of the text, and so are elements.
        let fitting = fits.map(|leaf| leaf.place).collect();
        let present = key.absent.then(|| leaves().map(|leaf| leaf.place).collect());
        Places { fitting, present }
    });
    let places: Vec<Places> = places.collect();
    fit_in(subject, 0, &places.iter().collect::<Vec<_>>())
}

fn fit_in(subject: &Subject<'_>, element: u32, wanted: &[&Places]) -> bool {
    let end = subject.element(element).end;
    // Each array inside, with the fields that can only be satisfied there.
    let mut arrays: Vec<(u32, Vec<&Places>)> = Vec::new();
    let mut missing = Vec::new();
    for places in wanted {
        if let Some(place) = first(&places.fitting, element, end) {
            if place != element {
                let array = subject.element(child(subject, element, place)).array;
                match arrays.iter_mut().find(|(of, _)| *of == array) {
                    Some((_, inside)) => inside.push(places),
                    None => arrays.push((array, vec![places])),
                }
            }
        } else if let Some(present) = &places.present {
            match first(present, element, end) {
                None => {}
                Some(place) if place == element => return false,
                Some(place) => missing.push((subject.element(child(subject, element, place)).array, places)),
            }
        } else {
            return false;
        }
    }
    // A field that may be missing is missing where the others choose an element without it.
    for (array, places) in missing {
        match arrays.iter_mut().find(|(of, _)| *of == array) {
            Some((_, inside)) => inside.push(places),
            None => return false,
        }
    }
    arrays.iter().all(|(array, inside)| {
        // Where a field has to fit, only elements with it can be chosen; else those where any field fits.
        let must_fit = inside.iter().position(|places| places.present.is_none());
        let leading = must_fit.map_or(0..inside.len(), |at| at..at + 1);
        inside[leading].iter().any(|leader| {
            let mut start = element + 1;
            while let Some(place) = first(&leader.fitting, start, end) {
                let child = child(subject, element, place);
                if subject.element(child).array == *array && fit_in(subject, child, inside) {
                    return true;
                }
                start = subject.element(child).end;
            }
            false
        })
    })
}

/// The element directly inside `element` that `place` is, or is in.
fn child(subject: &Subject<'_>, element: u32, place: u32) -> u32 {
    let mut child = place;
    while subject.element(child).parent != element && child != 0 {
        child = subject.element(child).parent;
    }
    child
}
