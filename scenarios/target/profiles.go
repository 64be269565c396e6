package target

import "slices"

// Profile is a kind of server, which decides which scenarios apply.
type Profile struct {
	Name string
	// Port is the name of the port that a connect without a port opens.
	Port string
}

// DefaultProfile is the default profile of a run and of a scenario.
const DefaultProfile = "receiver"

// Profiles returns every profile.
func Profiles() []Profile {
	return []Profile{
		{Name: DefaultProfile, Port: PortSMTP},
		{Name: "submission", Port: PortSubmission},
		{Name: "lmtp", Port: PortLMTP},
	}
}

// ProfileNames returns the names of the profiles.
func ProfileNames() []string {
	var names []string
	for _, p := range Profiles() {
		names = append(names, p.Name)
	}
	return names
}

// LookupProfile returns the profile of a name.
func LookupProfile(name string) (Profile, bool) {
	all := Profiles()
	if i := slices.IndexFunc(all, func(p Profile) bool { return p.Name == name }); i >= 0 {
		return all[i], true
	}
	return Profile{}, false
}
