namespace ServerlessML.Functions.Intake;

/// <summary>Who or what asks for a run.</summary>
/// <param name="Name">What people call them; a trigger's name where no person is known.</param>
/// <param name="Id">The person's object id in Entra ID, where they have one.</param>
public readonly record struct Starter(string Name, string? Id = null)
{
    public static implicit operator Starter(string name) => new(name);
}
