using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("ServerlessML.Tests.Conformance")]
