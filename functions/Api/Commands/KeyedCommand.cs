namespace ServerlessML.Functions.Api.Commands;

/// <summary>One command, by what it is known when it comes twice.</summary>
/// <param name="Id">Part of names.</param>
/// <param name="Key">The idempotency key; null where there is none.</param>
/// <param name="Since">
/// Of a command that came before and was not answered: the traffic plan's revision then, 0 for no plan; null for a new one.
/// </param>
internal sealed record KeyedCommand(string Id, string? Key, int? Since);
