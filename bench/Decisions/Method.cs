namespace ServerlessML.Bench.Decisions;

/// <summary>What one method says at a look.</summary>
/// <param name="Name">As in the tables.</param>
/// <param name="Alpha">Promised.</param>
/// <param name="Alarms">Of the arms so far and the look, from 1.</param>
/// <param name="Promises">False for what is shown beside, to say what goes wrong without.</param>
internal sealed record Method<TArms>(string Name, double Alpha, Func<TArms, int, bool> Alarms, bool Promises = true);
