namespace ServerlessML.Workflows.Approval;

/// <summary>
/// Assigns each approval to at most one seat of the quorum, so that as many as possible are filled: a maximum bipartite matching by
/// augmenting paths (H. W. Kuhn, 1955). A person with two roles fills the seat that is needed more.
/// </summary>
internal sealed class QuorumAssignment
{
    private readonly ApprovalTerms _terms;
    private readonly IReadOnlyList<(string Person, IReadOnlyList<string> Roles)> _people;
    private readonly string?[] _seats;
    private readonly int[] _taken;

    public QuorumAssignment(ApprovalTerms terms, IReadOnlyList<(string Person, IReadOnlyList<string> Roles)> people)
    {
        (_terms, _people) = (terms, people);
        var byRole = terms
            .Policy.Quorum.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .SelectMany(pair => Enumerable.Repeat<string?>(pair.Key, pair.Value))
            .ToList();
        _seats = [.. byRole, .. Enumerable.Repeat<string?>(null, Math.Max(0, terms.Policy.Approvals - byRole.Count))];
        _taken = [.. Enumerable.Repeat(-1, _seats.Length)];
        for (var person = 0; person < people.Count; person++)
        {
            Seat(person, new bool[_seats.Length]);
        }
    }

    public bool IsFull => Array.TrueForAll(_taken, person => person >= 0);

    /// <summary>Seats by role; those of any role are not among them.</summary>
    public IReadOnlyDictionary<string, int> Seats => ByRole(Enumerable.Range(0, _seats.Length));

    public int AnySeats => _seats.Count(role => role is null);

    public IReadOnlyDictionary<string, int> Empty => ByRole(Enumerable.Range(0, _seats.Length).Where(seat => _taken[seat] < 0));

    public int AnyEmpty => Enumerable.Range(0, _seats.Length).Count(seat => _seats[seat] is null && _taken[seat] < 0);

    /// <returns>Whether the person has a seat, and of which role.</returns>
    public (bool Seated, string? Role) SeatOf(int person) =>
        Array.IndexOf(_taken, person) is var seat && seat >= 0 ? (true, _seats[seat]) : (false, null);

    private bool Seat(int person, bool[] tried)
    {
        // Seats of the person's own roles first: a stand-in sits where nobody else can.
        foreach (
            var seat in Enumerable.Range(0, _seats.Length).Where(seat => Fit(person, seat) > 0).OrderByDescending(seat => Fit(person, seat))
        )
        {
            if (tried[seat])
            {
                continue;
            }

            tried[seat] = true;
            if (_taken[seat] < 0 || Seat(_taken[seat], tried))
            {
                _taken[seat] = person;
                return true;
            }
        }

        return false;
    }

    /// <returns>0 when it does not fit.</returns>
    private int Fit(int person, int seat)
    {
        var roles = _people[person].Roles;
        return _seats[seat] is { } role && roles.Contains(role) ? 3
            : _seats[seat] is null && roles.Any(_terms.Signing.Contains) ? 2
            : roles.Any(held => held == _terms.StandIn) ? 1
            : 0;
    }

    private SortedDictionary<string, int> ByRole(IEnumerable<int> seats) =>
        new(
            seats
                .Select(seat => _seats[seat])
                .OfType<string>()
                .GroupBy(role => role)
                .ToDictionary(group => group.Key, group => group.Count()),
            StringComparer.Ordinal
        );
}
