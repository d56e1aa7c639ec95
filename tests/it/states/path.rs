//! JSONPath: what paths select, what they say when they find nothing, and where results are put.

use std::borrow::Cow;
use std::collections::BTreeMap;

use eventyard::states::path::{Path, PathError, ReferencePath, Root, Roots};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What paths are selected from.
pub struct Scene {
    pub input: Value,
    pub context: Value,
    pub variables: BTreeMap<String, Value>,
}

impl Scene {
    pub fn of(input: Value) -> Scene {
        Scene { input, context: json!({}), variables: BTreeMap::new() }
    }

    /// With a context object and variables.
    pub fn whole() -> Scene {
        let context = json!({"Execution": {"Id": "arn", "Input": {"a": 1}}, "Map": {"Item": {"Index": 3}}});
        let variables = [("x", json!({"a": [10, 20]})), ("größe", json!(5)), ("_1", json!(null))];
        let variables = variables.map(|(name, value)| (name.to_owned(), value)).into();
        Scene { input: json!({"a": {"b": [1, 2, 3]}, "x": "input"}), context, variables }
    }
}

impl Roots for Scene {
    fn input(&self) -> &Value {
        &self.input
    }

    fn context(&self) -> &Value {
        &self.context
    }

    fn variable(&self, name: &str) -> Option<&Value> {
        self.variables.get(name)
    }
}

fn path(text: &str) -> Path {
    Path::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[track_caller]
fn check(input: &Value, text: &str, expected: Value) {
    let scene = Scene::of(input.clone());
    let found = path(text).select(&scene).map(Cow::into_owned);
    assert_eq!(found.map_err(|missing| missing.to_string()), Ok(expected), "{text}");
}

#[track_caller]
fn check_missing(input: Value, text: &str, expected: &str) {
    let scene = Scene::of(input);
    let missing = path(text).select(&scene).expect_err(text).to_string();
    assert_eq!(missing, expected, "{text}");
}

#[test]
fn definite_paths_give_the_value_itself() {
    let input = json!({
        "a": {"b": [1, [2, 3], {"c": null}]}, "a-b": 1, "$x": 2, "1st": 3, "über": 4, "a b": 5, "it's": 6, "a.b": 7,
        "say \"x\"": 8, "dc:title": 9, "@type": 10, "": 11, "true": 12,
    });
    for (text, expected) in [
        ("$", input.clone()),
        ("$.a.b[0]", json!(1)),
        ("$.a.b[-1]", json!({"c": null})),
        ("$.a.b[-3]", json!(1)),
        ("$.a.b[1][1]", json!(3)),
        ("$.a.b[2].c", json!(null)),
        ("$['a']['b'][0]", json!(1)),
        ("$[\"a\"][\"b\"][ 0 ]", json!(1)),
        ("$.['a'].b.[0]", json!(1)),
        ("$.a-b", json!(1)),
        ("$.$x", json!(2)),
        ("$.1st", json!(3)),
        ("$.über", json!(4)),
        ("$['a b']", json!(5)),
        (r"$['it\'s']", json!(6)),
        ("$[\"it's\"]", json!(6)),
        ("$['a.b']", json!(7)),
        ("$['say \"x\"']", json!(8)),
        (r#"$["say \"x\""]"#, json!(8)),
        ("$.dc:title", json!(9)),
        ("$.@type", json!(10)),
        ("$['']", json!(11)),
        ("$.true", json!(12)),
        ("$.a-b ", json!(1)),
    ] {
        assert!(path(text).is_definite() && path(text).is_reference(), "{text}");
        check(&input, text, expected);
        let scene = Scene::of(input.clone());
        assert!(matches!(path(text).select(&scene), Ok(Cow::Borrowed(_))), "{text} is not copied");
    }
}

/// A recorded answer: the backslash before a double quote stays in a name between single quotes.
#[test]
fn a_backslash_stays_where_it_escapes_nothing() {
    check(&json!({"Test\\\"\"Name\"": "Value\"\\"}), r#"$['Test\""Name"']"#, json!("Value\"\\"));
    check(&json!({"a\\b": 1}), r"$['a\\b']", json!(1));
    check(&json!({"a\\b": 1}), r"$['a\b']", json!(1));
}

#[test]
fn indefinite_paths_give_arrays() {
    let input = json!({
        "items": [{"v": 0, "w": {"v": 9}}, {"v": 1}, {"v": 2}, {"x": 3}, 4], "object": {"b": 1, "a": [2]}, "n": null,
    });
    for (text, expected) in [
        ("$.items[*].v", json!([0, 1, 2])),
        ("$.items.*.v", json!([0, 1, 2])),
        ("$.object.*", json!([1, [2]])),
        ("$.object[*]", json!([1, [2]])),
        ("$.items[1:3]", json!([{"v": 1}, {"v": 2}])),
        ("$.items[:1].v", json!([0])),
        ("$.items[3:]", json!([{"x": 3}, 4])),
        ("$.items[-2:]", json!([{"x": 3}, 4])),
        ("$.items[:-4].v", json!([0])),
        ("$.items[-4:-2].v", json!([1, 2])),
        ("$.items[1:-1]", json!([])),
        ("$.items[ 1 : 2 ]", json!([{"v": 1}])),
        ("$.items[2:100].v", json!([2])),
        ("$.items[-100:].v", json!([0, 1, 2])),
        ("$.items[3:1]", json!([])),
        ("$.items[:]..v", json!([0, 9, 1, 2])),
        ("$.items[0,2].v", json!([0, 2])),
        ("$.items[2, 0, -1]", json!([{"v": 2}, {"v": 0, "w": {"v": 9}}, 4])),
        ("$.items[7,1].v", json!([1])),
        ("$.object['a','b']", json!([[2], 1])),
        ("$.object['a', 'z']", json!([[2]])),
        ("$..v", json!([0, 9, 1, 2])),
        ("$..['v']", json!([0, 9, 1, 2])),
        ("$.items..v", json!([0, 9, 1, 2])),
        ("$..[0]", json!([{"v": 0, "w": {"v": 9}}, 2])),
        ("$.object..*", json!([1, [2], 2])),
        ("$..no", json!([])),
        ("$.n[*]", json!([])),
        ("$.n.a[*]", json!([])),
    ] {
        assert!(!path(text).is_definite(), "{text}");
        check(&input, text, expected);
    }
}

/// Recorded: what is missing has no elements, wherever it is missing.
#[test]
fn indefinite_paths_over_what_is_missing_give_an_empty_array() {
    for text in [
        "$[*]",
        "$.items[*]",
        "$.items[1:]",
        "$.items[:1]",
        "$.item.items[*]",
        "$.item.items[1:]",
        "$.item.items[:1]",
        "$.item.items[1:5]",
        "$.items[*].itemValue",
        "$.items[1:].itemValue",
        "$.items[:1].itemValue",
        "$.item.items[1:5].itemValue",
        "$.items[?(@.a)]",
        "$no.such[*]",
        "$$.no[*]",
    ] {
        check(&json!({}), text, json!([]));
    }
    // But a slice of something else is an error.
    for text in ["$[1:5]", "$[:1]", "$[1:]", "$[0,1]"] {
        let step = &text[1..];
        check_missing(
            json!({}),
            text,
            &format!("Filter: {step} can only be applied to arrays. Current context is: {{}}"),
        );
    }
}

#[test]
fn filters_of_the_recorded_tests() {
    let users = json!({"users": [{"year": 1997, "status": 0}, {"year": 1998, "status": 1}]});
    check(&users, "$.users[?(@.status == 0)]", json!([{"year": 1997, "status": 0}]));
    check(&users, "$.users[?(@.year == 1997 && @.status == 0)]", json!([{"year": 1997, "status": 0}]));
    let years = json!([{"year": 1997, "name": "a"}, {"year": 1998, "name": "b"}, {"year": 1999, "name": "c"}]);
    check(&years, "$[?(@.year <= 1999)].name", json!(["a", "b", "c"]));
    check(&years, "$.[?(@.year <= 1998)].year", json!([1997, 1998]));
    check(&years, "$.[?(@.year < 1999)].name", json!(["a", "b"]));
    check(&json!({"arr": [{"t": "x", "a": 1}, {"t": "y"}]}), "$.arr.[?(@.t=='x')].a", json!([1]));
}

#[test]
fn filters_keep_what_they_say() {
    // Each element is named by its place.
    let elements = json!([
        {"n": 1, "s": "apple", "l": [1, 2], "f": true},
        {"n": 2.0, "s": "Banana", "l": [], "f": false},
        {"n": 3, "s": "cherry pie", "l": [3], "z": null},
        {"n": "1", "s": "", "o": {"p": 1}, "l": ["a"]},
    ]);
    let scene = Scene::of(json!({"e": elements.clone(), "limit": 2, "some": [1, 3], "word": "apple"}));
    for (condition, expected) in [
        ("@.n == 1", vec![0]),
        ("@.n==1", vec![0]),
        ("@.n === 1", vec![0]),
        ("1 == @.n", vec![0]),
        ("@.n == '1'", vec![3]),
        ("@.n == 2", vec![1]),
        ("@.n != 1", vec![1, 2, 3]),
        ("@.n !== 1", vec![1, 2, 3]),
        ("@.n > 1", vec![1, 2]),
        ("@.n >= 2.0", vec![1, 2]),
        ("@.n < 2", vec![0]),
        ("@.n <= $.limit", vec![0, 1]),
        ("$.limit < @.n", vec![2]),
        ("@.n > -1e0", vec![0, 1, 2]),
        ("@.s < 'b'", vec![0, 1, 3]),
        ("@.s == $.word", vec![0]),
        ("@.s == \"apple\"", vec![0]),
        ("@['s'] == 'apple'", vec![0]),
        ("@.f", vec![0, 1]),
        ("!@.f", vec![2, 3]),
        ("@.f == true", vec![0]),
        ("@.f == false", vec![1]),
        ("@.z", vec![2]),
        ("@.z == null", vec![2]),
        ("@.z != null", vec![0, 1, 3]),
        ("@.o.p", vec![3]),
        ("@.l[0]", vec![0, 2, 3]),
        ("@.l[-1] == 2", vec![0]),
        ("@.l[*]", vec![0, 2, 3]),
        ("@..p", vec![3]),
        ("@.l[?(@ > 2)]", vec![2]),
        ("@.l == [1, 2]", vec![0]),
        ("@.n == 1 || @.n == 3", vec![0, 2]),
        ("@.n==1||@.n==3", vec![0, 2]),
        ("@.n == 1 && @.f || @.z", vec![0, 2]),
        ("@.f && (@.n == 2 || @.n == 3)", vec![1]),
        ("(@.f)", vec![0, 1]),
        ("!(@.f || @.z)", vec![3]),
        ("!(!@.f)", vec![0, 1]),
        ("@.s =~ /apple/", vec![0]),
        ("@.s =~ /app/", vec![]),
        ("@.s =~ /.*an.*/", vec![1]),
        ("@.s =~ /B.*|c.*/", vec![1, 2]),
        ("@.s =~ /b.*/i", vec![1]),
        ("@.s =~ /cherry\\spie/", vec![2]),
        ("@.n =~ /\\d/", vec![0, 2, 3]),
        ("@.n in [1, 3]", vec![0, 2]),
        ("@.n IN [2]", vec![1]),
        ("@.n in $.some", vec![0, 2]),
        ("@.n nin [1, 3]", vec![1, 3]),
        ("@.s in ['apple', \"\"]", vec![0, 3]),
        ("@.l subsetof [1, 2, 3]", vec![0, 1, 2]),
        ("@.l anyof [2, 'a']", vec![0, 3]),
        ("@.l noneof [2, 'a']", vec![1, 2]),
        ("@.l all [1]", vec![0]),
        ("@.l contains 3", vec![2]),
        ("@.s contains 'an'", vec![1]),
        ("@.l size 2", vec![0]),
        ("@.s size 0", vec![3]),
        ("@.l empty true", vec![1]),
        ("@.s empty false", vec![0, 1, 2]),
        ("@", vec![0, 1, 2, 3]),
        ("$.limit", vec![0, 1, 2, 3]),
        ("$.no", vec![]),
    ] {
        let text = format!("$.e[?({condition})]");
        let found = path(&text).select(&scene).expect("an array").into_owned();
        let expected: Vec<&Value> = expected.into_iter().map(|at: usize| &elements[at]).collect();
        assert_eq!(found, json!(expected), "{condition}");
    }
}

#[test]
fn a_filter_tests_an_object_itself() {
    let input = json!({"o": {"a": 1, "b": {"a": 1}}, "e": [{"i": 1}, [{"i": 2}]], "t": "x"});
    check(&input, "$.o[?(@.a == 1)].b", json!([{"a": 1}]));
    check(&input, "$.o[?(@.a == 2)]", json!([]));
    check(&input, "$.t[?(@.a == 2)]", json!([]));
    // Under `..` each object is found once.
    check(&input, "$..[?(@.i)].i", json!([1, 2]));
    check(&json!([1, 5, 3]), "$[?(@ > 2)]", json!([5, 3]));
}

#[test]
fn roots() {
    let scene = Scene::whole();
    for (text, root, expected) in [
        ("$.a.b[1]", Root::Input, json!(2)),
        ("$$", Root::Context, scene.context.clone()),
        ("$$.Execution.Input.a", Root::Context, json!(1)),
        ("$$['Map'].Item.Index", Root::Context, json!(3)),
        ("$x", Root::Variable("x".into()), json!({"a": [10, 20]})),
        ("$x.a[1]", Root::Variable("x".into()), json!(20)),
        ("$x['a']", Root::Variable("x".into()), json!([10, 20])),
        ("$x.a[*]", Root::Variable("x".into()), json!([10, 20])),
        ("$größe", Root::Variable("größe".into()), json!(5)),
        ("$_1", Root::Variable("_1".into()), json!(null)),
    ] {
        let path = path(text);
        assert_eq!((path.root(), path.text()), (&root, text));
        assert_eq!(path.select(&scene).expect("a value").into_owned(), expected, "{text}");
    }
    assert_eq!(path("$x.a[0]").variables(), ["x"]);
    assert_eq!(path("$.x").variables(), [""; 0]);
    assert_eq!(path("$no.a").select(&scene).expect_err("none").to_string(), "No results for path: $no.a");
    // As AWS shows them where they must be arrays.
    for (text, from_root) in
        [("$$.Execution.Input", "$.Execution.Input"), ("$x.a", "$.a"), ("$x", "$"), ("$.a", "$.a"), ("$$", "$")]
    {
        assert_eq!(path(text).text_from_root(), from_root);
    }
}

#[test]
fn what_is_missing_is_told_in_awss_words() {
    check_missing(json!({}), "$.NoSuchInputPath", "No results for path: $['NoSuchInputPath']");
    check_missing(json!({"int-literal": 0}), "$.no.such.result.path", "Missing property in path $['no']");
    check_missing(json!({"a": {}}), "$.a.b", "No results for path: $['a']['b']");
    check_missing(json!({"a": {}}), "$['a'].b.c", "Missing property in path $['a']['b']");
    check_missing(json!({"a": [1]}), "$.a[1]", "No results for path: $['a'][1]");
    check_missing(json!({"a": [1]}), "$.a[-2].b", "No results for path: $['a'][-2]['b']");
    check_missing(json!({"a": 1}), "$.a.b", "No results for path: $['a']['b']");
    let not_array = r#"Filter: [0] can only be applied to arrays. Current context is: {"b":1}"#;
    check_missing(json!({"a": {"b": 1}}), "$.a[0]", not_array);
}

#[test]
fn what_is_no_path() {
    for text in [
        "",
        "a",
        "a.b",
        ".a",
        " $.a",
        "@.a",
        "$.",
        "$..",
        "$...a",
        "$.a.",
        "$.a..",
        "$a-b",
        "$1",
        "$$$",
        "$$a",
        "$.a b",
        "$.a[",
        "$.a]",
        "$.a[]",
        "$.a[b]",
        "$.a['b]",
        "$.a['b'",
        "$.a['b',]",
        "$.a['b',0]",
        "$.a[0,]",
        "$.a[0,'b']",
        "$.a[1:2:3]",
        "$.a[--1]",
        "$.a[1-2]",
        "$.a[99999999999]",
        "$.a[(@.length-1)]",
        "$.a[?]",
        "$.a[?()]",
        "$.a[?@.b]",
        "$.a[?(@.b]",
        "$.a[?(@.b)",
        "$.a[?(@.b ==)]",
        "$.a[?(== 1)]",
        "$.a[?(1)]",
        "$.a[?(@.b == x)]",
        "$.a[?(@.b && )]",
        "$.a[?(@.b = 1)]",
        "$.a[?(@.b =~ x)]",
        "$.a[?(@.b =~ /x)]",
        "$.a[?(@.b =~ /(/)]",
        "$.a[?(@.b =~ /x/q)]",
        "$.a[?(@.b like 'x')]",
        "$.a=1",
        "States.UUID()",
    ] {
        assert!(matches!(Path::parse(text), Err(PathError::Invalid(_))), "{text}");
    }
    for (text, function) in
        [("$.a.length()", "length"), ("$.min()", "min"), ("$..sum()", "sum"), ("$.a[?(@.b.length() > 1)]", "length")]
    {
        assert_eq!(Path::parse(text).expect_err(text), PathError::Function(function.into()));
    }
    assert!(Path::parse(&format!("${}", "v".repeat(81))).is_err());
    assert!(Path::parse(&format!("${}", "v".repeat(80))).is_ok());
}

#[test]
fn reference_paths_name_one_place() {
    for text in ["$", "$.a", "$.a.b-c", "$['a']['b c'][0]", "$.a[2].b", "$$.Execution.Input", "$x", "$x.a[0]"] {
        assert_eq!(ReferencePath::parse(text).expect(text).text(), text);
    }
    for (text, detail) in [
        ("a", "Reference path didn't start with '$'"),
        ("", "Reference path didn't start with '$'"),
        ("$.a[*]", "Reference path cannot contain '*'"),
        ("$.*", "Reference path cannot contain '*'"),
        ("$..a", "Reference path cannot contain '..'"),
        ("$.a[1:2]", "Reference path cannot contain ':'"),
        ("$.a[1,2]", "Reference path cannot contain ','"),
        ("$['a','b']", "Reference path cannot contain ','"),
        ("$.a[?(@.b)]", "Reference path cannot contain '?'"),
        ("$.a.length()", "Reference path cannot contain a function: length()"),
        ("$.a[", "Reference path is not a valid JSONPath: Expected an index, a name, '*' or '?' at position 4"),
    ] {
        assert_eq!(ReferencePath::parse(text).expect_err(text), PathError::NotReference(detail.into()), "{text}");
    }
    let scene = Scene::whole();
    assert_eq!(ReferencePath::parse("$x.a[1]").expect("one").select(&scene), Ok(&json!(20)));
}

#[test]
fn results_are_put_where_the_path_says() {
    let put = |text: &str, into: Value| {
        let path = ReferencePath::parse(text).expect(text);
        path.put(into, json!("new")).map_err(|unmatched| unmatched.to_string())
    };
    let input = json!({"a": {"b": 1}, "l": [1, {"x": 2}], "z": null});
    for (text, expected) in [
        ("$", json!("new")),
        ("$.a", json!({"a": "new", "l": [1, {"x": 2}], "z": null})),
        ("$.a.b", json!({"a": {"b": "new"}, "l": [1, {"x": 2}], "z": null})),
        ("$.a.c", json!({"a": {"b": 1, "c": "new"}, "l": [1, {"x": 2}], "z": null})),
        ("$.n", json!({"a": {"b": 1}, "l": [1, {"x": 2}], "z": null, "n": "new"})),
        ("$.n['o p'].q", json!({"a": {"b": 1}, "l": [1, {"x": 2}], "z": null, "n": {"o p": {"q": "new"}}})),
        ("$.l[0]", json!({"a": {"b": 1}, "l": ["new", {"x": 2}], "z": null})),
        ("$.l[1].y", json!({"a": {"b": 1}, "l": [1, {"x": 2, "y": "new"}], "z": null})),
        ("$.l[-1]", json!({"a": {"b": 1}, "l": [1, "new"], "z": null})),
    ] {
        assert_eq!(put(text, input.clone()), Ok(expected), "{text}");
    }
    for (text, into, expected) in [
        ("$.x", json!("input1"), r#"Unable to apply step "x" to input "input1""#),
        ("$.x", json!([1, 2]), r#"Unable to apply step "x" to input "[1,2]""#),
        ("$.a.b.c", json!({"a": {"b": 1}}), r#"Unable to apply step "c" to input "1""#),
        ("$.z.c", json!({"z": null}), r#"Unable to apply step "c" to input "null""#),
        ("$[0]", json!({}), r#"Unable to apply step "0" to input "{}""#),
        ("$.n[0]", json!({}), r#"Unable to apply step "0" to input "{}""#),
        ("$.l[5]", json!({"l": [7]}), r#"Unable to apply step "5" to input "[7]""#),
    ] {
        assert_eq!(put(text, into), Err(expected.into()), "{text}");
    }
}

#[test]
fn texts_made_to_hurt() {
    for text in [
        format!("$.a[?({}", "(".repeat(100_000)),
        format!("$.a[?({}@.b)]", "!".repeat(100_000)),
        format!("${}", "[?(@".repeat(20_000)),
        format!("$[?(@.a in {})]", "[".repeat(100_000)),
        format!("$[?(@.a =~ /{}/)]", "(a{9}){9}".repeat(400)),
        format!("$[?(@.a =~ /{}x/)]", "(".repeat(3000)),
        format!("${}", ".a".repeat(3000)),
    ] {
        assert!(Path::parse(&text).is_err());
    }
    // Each `..*` looks at everything below what the one before found.
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner, 1]));
    let scene = Scene::of(deep);
    let path = path(&format!("${}", "..*".repeat(20)));
    let missing = path.select(&scene).expect_err("too many").to_string();
    assert!(missing.starts_with("Too many results for path: $..*"), "{missing}");
    // And each of these copies the same large element, or compares it.
    let scene = Scene::of(json!([vec!["x".repeat(1000); 250]]));
    let same = format!("[{}]", vec!["0"; 1000].join(","));
    for text in [format!("${same}"), format!("$[?(${same} == 1)]")] {
        let missing = Path::parse(&text).expect("a path").select(&scene).expect_err("too large").to_string();
        assert_eq!(missing, format!("Too many results for path: {text}"));
    }
}

/// Texts that are nearly paths.
fn nearly_a_path() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("."),
        Just(".."),
        Just("a"),
        Just("["),
        Just("]"),
        Just("'a'"),
        Just("'"),
        Just("*"),
        Just("?("),
        Just(")"),
        Just("@"),
        Just("@.a"),
        Just("$"),
        Just("$$"),
        Just(" == "),
        Just("&&"),
        Just("||"),
        Just("!"),
        Just("1"),
        Just("-1"),
        Just(":"),
        Just(","),
        Just("=~"),
        Just("/a/i"),
        Just("\\"),
        Just("ü"),
        Just(" in "),
        Just("null"),
    ];
    prop::collection::vec(part, 0..14).prop_map(|parts| format!("${}", parts.concat()))
}

proptest! {
    #[test]
    fn any_text_is_a_path_or_none(text in any::<String>()) {
        _ = Path::parse(&text);
        _ = ReferencePath::parse(&text);
        _ = Path::parse(&format!("${text}"));
        _ = Path::parse(&format!("$[?({text})]"));
    }

    #[test]
    fn what_is_read_can_be_selected_and_read_again(text in nearly_a_path()) {
        let scene = Scene::whole();
        if let Ok(path) = Path::parse(&text) {
            let again = Path::parse(path.text()).expect("the same path");
            prop_assert_eq!(again.text(), path.text());
            prop_assert_eq!(again.select(&scene).is_ok(), path.select(&scene).is_ok());
            prop_assert_eq!(ReferencePath::parse(&text).is_ok(), path.is_reference());
            if !path.is_definite() {
                prop_assert!(path.select(&scene).map_or(true, |found| found.is_array()));
            }
        }
    }

    #[test]
    fn what_is_put_is_found(names in prop::collection::vec("[a-c]", 1..4), n in any::<i64>()) {
        let text = format!("$.{}", names.join("."));
        let path = ReferencePath::parse(&text).expect("a path");
        if let Ok(output) = path.put(json!({"a": {"b": {}}, "b": [1], "c": {"a": {"c": 2}}}), json!(n)) {
            let scene = Scene::of(output);
            prop_assert_eq!(path.select(&scene), Ok(&json!(n)));
        }
    }
}
