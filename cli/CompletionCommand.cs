using ServerlessML.Cli.Parsing;

namespace ServerlessML.Cli;

/// <summary>Prints what makes a shell complete the words of <c>sml</c>.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _sml() {
          local IFS=$'\n' words
          words="$(sml "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)"
          mapfile -t COMPREPLY < <(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}")
        }
        complete -o default -F _sml sml
        """;

    private const string Zsh = """
        #compdef sml
        _sml() {
          local -a words
          words=("${(@f)$(sml "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          compadd -a words
        }
        compdef _sml sml
        """;

    private const string Pwsh = """
        Register-ArgumentCompleter -Native -CommandName sml -ScriptBlock {
          param($wordToComplete, $commandAst, $cursorPosition)
          sml "[suggest:$cursorPosition]" "$commandAst" 2>$null | Where-Object { $_ -like "$wordToComplete*" } |
            ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    public static Command Make(Session session)
    {
        Argument<string> shell = new("shell") { Description = "bash, zsh or pwsh" };
        Values.Among(shell, "bash", "zsh", "pwsh");
        Command command = new("completion", "Print a script that makes a shell complete commands: source <(sml completion bash)") { shell };
        command.SetAction(parse =>
            session.Out.WriteLine(
                parse.GetValue(shell) switch
                {
                    "bash" => Bash,
                    "zsh" => Zsh,
                    _ => Pwsh,
                }
            )
        );
        return command;
    }
}
