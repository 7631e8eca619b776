using FsCheck;
using FsCheck.Fluent;
using ServerlessML.Workflows.Approval;

namespace ServerlessML.Tests.Workflows;

/// <summary>What holds of every policy and every sequence of decisions.</summary>
public sealed class ApprovalPropertyTests
{
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(30).WithReplay(20010101UL, 7UL);

    private static readonly ApprovalPolicy[] Policies =
    [
        new() { Approvals = 1 },
        new() { Approvals = 3, StarterMayApprove = false },
        new()
        {
            Approvals = 3,
            Roles = Places(("approver", 2), ("operator", 1)),
            StarterMayApprove = false,
        },
        new()
        {
            Approvals = 4,
            Roles = Places(("approver", 1), ("operator", 1)),
            Escalate = new() { After = TimeSpan.FromHours(1), To = "engineer" },
        },
        new()
        {
            Approvals = 2,
            Veto = ["operator"],
            StarterMayApprove = false,
            Escalate = new() { After = TimeSpan.FromHours(1), To = "operator" },
        },
    ];

    private static readonly Gen<(ApprovalTerms Terms, ApprovalDecision[] Decisions)> Cases =
        from policy in Gen.Elements(Policies)
        from escalated in Gen.Elements(false, true)
        from texts in Gen.ListOf(
            from sign in Gen.Frequency(
                (4, Gen.Constant('+')),
                (1, Gen.Constant('-')),
                (1, Gen.Constant('~')),
                (2, Gen.Constant('>')),
                (1, Gen.Constant('?'))
            )
            from person in Gen.Elements(ApprovalScript.People)
            from to in Gen.Elements(ApprovalScript.People)
            select sign == '>' ? $">{person}:{to}" : $"{sign}{person}"
        )
        select (ApprovalScript.Terms(policy, escalated), texts.Select((text, index) => ApprovalScript.Decision(text, index)).ToArray());

    [Fact]
    public void Judge_OrderBetweenPeople_DoesNotMatter() =>
        Holds(
            (terms, decisions) =>
            {
                // Each person's own order stays: the last word of a person holds.
                var regrouped = decisions
                    .GroupBy(decision => decision.By)
                    .OrderByDescending(group => group.Key, StringComparer.Ordinal)
                    .SelectMany(group => group);
                return Same(ApprovalRule.Judge(terms, decisions), ApprovalRule.Judge(terms, regrouped));
            }
        );

    [Fact]
    public void Judge_EveryDecisionTwice_CountsOnce() =>
        Holds(
            (terms, decisions) =>
                Same(
                    ApprovalRule.Judge(terms, decisions),
                    ApprovalRule.Judge(
                        terms,
                        decisions.SelectMany(decision => new[] { decision, decision with { At = decision.At.AddSeconds(1) } })
                    )
                )
        );

    [Fact]
    public void Judge_APerson_CountsForOnePlace() =>
        Holds(
            (terms, decisions) =>
            {
                var quorum = ApprovalRule.Judge(terms, decisions).Quorum;
                var places = quorum.Needed.Values.Sum() + quorum.NeededAny;
                var empty = quorum.Missing.Values.Sum() + quorum.MissingAny;
                return quorum.Given.Select(given => given.By).Distinct(StringComparer.OrdinalIgnoreCase).Count() == quorum.Given.Count
                    && places - empty == quorum.Given.Count(given => given.Counts)
                    && quorum.Given.Count(given => given.Counts && given.Role is not null)
                        == quorum.Needed.Values.Sum() - quorum.Missing.Values.Sum();
            }
        );

    [Fact]
    public void Judge_Approvals_FillAsManyPlacesAsCanBeFilled() =>
        Holds(
            (terms, decisions) =>
            {
                var quorum = ApprovalRule.Judge(terms, decisions).Quorum;
                List<string?> places =
                [
                    .. quorum.Needed.SelectMany(pair => Enumerable.Repeat<string?>(pair.Key, pair.Value)),
                    .. Enumerable.Repeat<string?>(null, quorum.NeededAny),
                ];
                var people = quorum
                    .Given.Select(given => ApprovalScript.RolesOf(given.By).Concat(given.For.SelectMany(ApprovalScript.RolesOf)).ToList())
                    .ToList();
                return places.Count - quorum.Missing.Values.Sum() - quorum.MissingAny == Most(terms, people, places, 0);
            }
        );

    [Fact]
    public void Judge_OneMoreApproval_NeverLeavesMoreMissing() =>
        Holds(
            (terms, decisions) =>
            {
                // Hal's word is the last; he had none before, or has taken it back.
                var before = decisions.Append(ApprovalScript.Decision("~hal", 999)).ToList();
                return Missing(ApprovalRule.Judge(terms, before))
                    >= Missing(ApprovalRule.Judge(terms, before.Append(ApprovalScript.Decision("+hal", 1000))));
            }
        );

    [Fact]
    public void Judge_TheStarter_IsNeverAmongTheApprovals() =>
        Holds(
            (terms, decisions) =>
                terms.Policy.StarterMayApprove is null
                || !ApprovalRule.Judge(terms, decisions).Quorum.Given.Any(given => given.By == "eve" || given.For.Contains("eve"))
        );

    [Fact]
    public void Judge_Withdrawn_IsAsIfNeverGiven() =>
        Holds(
            (terms, decisions) =>
                Same(
                    ApprovalRule.Judge(terms, decisions.Where(decision => decision.By != "ann")),
                    ApprovalRule.Judge(terms, decisions.Append(ApprovalScript.Decision("~ann", 1000)))
                )
        );

    [Fact]
    public void Judge_AnApprovalThatIsRefused_ChangesNothing() =>
        Holds(
            (terms, decisions) =>
                ApprovalScript.People.All(person =>
                {
                    var decision = ApprovalScript.Decision($"+{person}", 1000);
                    return ApprovalRule.Refusal(terms, decisions, decision) is null
                        || ApprovalRule
                            .Judge(terms, decisions.Where(other => other.By != person).Append(decision))
                            .Quorum.Given.All(given => given.By != person);
                })
        );

    private static void Holds(Func<ApprovalTerms, ApprovalDecision[], bool> property) =>
        Check.One(Fixed, Prop.ForAll(Arb.From(Cases), tuple => property(tuple.Terms, tuple.Decisions)));

    private static bool Same(ApprovalState left, ApprovalState right) =>
        left.Outcome == right.Outcome && CanonicalJson.DigestOf(left.Quorum) == CanonicalJson.DigestOf(right.Quorum);

    private static int Missing(ApprovalState state) => state.Quorum.Missing.Values.Sum() + state.Quorum.MissingAny;

    // By trying everything, as the rule does not.
    private static int Most(ApprovalTerms terms, List<List<string>> people, List<string?> places, int person) =>
        person == people.Count
            ? 0
            : Enumerable
                .Range(0, places.Count)
                .Where(place =>
                    people[person]
                        .Any(role => role == terms.StandIn || (places[place] is { } needed ? role == needed : terms.Signing.Contains(role)))
                )
                .Select(place => 1 + Most(terms, people, [.. places.Where((_, index) => index != place)], person + 1))
                .Append(Most(terms, people, places, person + 1))
                .Max();

    private static SortedDictionary<string, int> Places(params (string Role, int Count)[] places) =>
        new(places.ToDictionary(place => place.Role, place => place.Count));
}
