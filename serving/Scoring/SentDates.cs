using ServerlessML.Contracts;

namespace ServerlessML.Serving.Scoring;

/// <summary>Dates as requests send them.</summary>
internal static class SentDates
{
    extension(ServedDate date)
    {
        /// <summary>What must be sent, for people.</summary>
        public string Example() =>
            CanonicalTime.IsNumber(date.Format) ? $"a date in {date.Format}"
            : date.Format is { } format ? $"a date written {format}"
            : $"a date such as '{(date.IsDay ? "2026-01-31" : "2026-01-31T23:59Z")}'";
    }
}
