using ServerlessML.Cli;

return await Sml.RunAsync(args, Session.OfThisProcess());
