namespace ServerlessML.Serving.Access;

/// <summary>Who is answered.</summary>
public enum AccessMode
{
    /// <summary>Whoever reaches the port.</summary>
    Open,

    /// <summary>Who has a key with the right.</summary>
    Keys,
}
